package org.manakin.adapter.gdma;

import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Live objects by small id. The lowest free id is given out first, so that a driver that comes back
 * finds the numbers it knew.
 *
 * <p>The service thread only.
 */
public final class IdTable<T> {
  private final int first;
  private final @Nullable Object[] slots;
  private int live;

  /** Ids from {@code first} to {@code first + capacity - 1}. */
  public IdTable(int first, int capacity) {
    this.first = first;
    this.slots = new Object[capacity];
  }

  /** Makes and enters an object, or returns null if all ids are taken. */
  public @Nullable T add(IntFunction<T> make) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] == null) {
        T made = make.apply(first + i);
        slots[i] = made;
        live++;
        return made;
      }
    }
    return null;
  }

  /** The object of that id; null for any number that names none. */
  @SuppressWarnings("unchecked")
  public @Nullable T get(int id) {
    int i = id - first;
    return i >= 0 && i < slots.length ? (T) slots[i] : null;
  }

  /** Takes the object out; its id is free again. */
  public @Nullable T remove(int id) {
    T removed = get(id);
    if (removed != null) {
      slots[id - first] = null;
      live--;
    }
    return removed;
  }

  public int live() {
    return live;
  }

  public int capacity() {
    return slots.length;
  }

  @SuppressWarnings("unchecked")
  public void forEach(Consumer<T> action) {
    for (Object slot : slots) {
      if (slot != null) {
        action.accept((T) slot);
      }
    }
  }

  @SuppressWarnings("unchecked")
  public void removeIf(Predicate<T> gone) {
    for (int i = 0; i < slots.length; i++) {
      if (slots[i] != null && gone.test((T) slots[i])) {
        slots[i] = null;
        live--;
      }
    }
  }
}
