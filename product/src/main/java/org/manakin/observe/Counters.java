package org.manakin.observe;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A fixed set of 64-bit counters, named by an enum. Any thread may read them at any time and sees
 * recent values. Writing with {@link #add} and {@link #increment} is for writers that something of
 * their owner's already serialises (a queue's lock, one thread); writers that nothing serialises
 * use {@link #addConcurrently}. The two ways must not be mixed on one counter.
 */
public final class Counters<E extends Enum<E>> implements Inspectable {
  private static final VarHandle VALUE = MethodHandles.arrayElementVarHandle(long[].class);

  private final E[] names;
  private final long[] values;

  /** A counter at 0 for each constant of {@code names}. */
  public Counters(Class<E> names) {
    this.names = names.getEnumConstants();
    this.values = new long[this.names.length];
  }

  /** Adds 1; writers are serialised by the owner. */
  public void increment(E counter) {
    add(counter, 1);
  }

  /** Adds {@code amount}; writers are serialised by the owner. */
  public void add(E counter, long amount) {
    int i = index(counter);
    VALUE.setOpaque(values, i, (long) VALUE.getOpaque(values, i) + amount);
  }

  /** Adds {@code amount}; for any number of threads at once, at the price of an atomic addition. */
  public void addConcurrently(E counter, long amount) {
    var _ = (long) VALUE.getAndAdd(values, index(counter), amount);
  }

  public long get(E counter) {
    return (long) VALUE.getOpaque(values, index(counter));
  }

  /** Sets all counters to 0; writers are serialised by the owner. */
  public void reset() {
    for (int i = 0; i < values.length; i++) {
      VALUE.setOpaque(values, i, 0L);
    }
  }

  /** Shows each counter under its name in snake_case, in the enum's order. */
  @Override
  public void inspect(Node node) {
    for (E name : names) {
      node.value(Node.nameOf(name), get(name));
    }
  }

  // The array has a place for each constant of this very enum, and nothing of it is stored.
  @SuppressWarnings("EnumOrdinal")
  private int index(E counter) {
    return counter.ordinal();
  }
}
