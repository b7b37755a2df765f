package org.manakin.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Distinct errors: what went wrong (a code), with what (a subject, such as a queue's id), how often
 * and when. The same error again only counts, so that a peer that errs at full rate costs neither
 * memory nor time. The number of distinct errors is bounded; those beyond it share one entry.
 *
 * <p>For any number of threads; recording takes a lock and memory only where it makes an entry.
 */
public final class Incidents implements Inspectable {

  /** The code of the entry for everything that found no entry of its own. */
  public static final String OVERFLOW = "other_incidents";

  private final Clock clock;
  private final int capacity;
  private final AtomicReferenceArray<@Nullable Entry> table;
  // in the order of their first occurrence; guarded by this
  private final List<Entry> entries = new ArrayList<>();
  private volatile @Nullable Entry overflow;

  /**
   * @param capacity how many distinct errors are told apart, at least 1
   */
  public Incidents(Clock clock, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException(
          "room for " + capacity + " incidents; at least 1 is needed");
    }
    this.clock = clock;
    this.capacity = capacity;
    // at most half full, so that probing is short and always ends
    this.table = new AtomicReferenceArray<>(Integer.highestOneBit(capacity) * 4);
  }

  /** Counts an error of kind {@code code} with {@code subject}. */
  public void record(Enum<?> code, long subject) {
    record(code, subject, 0);
  }

  /**
   * Counts an error of kind {@code code} with {@code subject}.
   *
   * @param detail a number that helps to understand it, such as the refused value; the latest is
   *     kept
   */
  public void record(Enum<?> code, long subject, long detail) {
    long now = clock.nanos();
    int slot = find(code, subject);
    Entry entry = table.get(slot);
    if (entry == null) {
      Entry rest = overflow;
      entry = rest == null ? insert(code, subject, now) : rest;
    }
    entry.add(now, detail);
  }

  /** The slot of the entry, or the free one where it belongs. */
  private int find(Enum<?> code, long subject) {
    int mask = table.length() - 1;
    long mixed = (subject ^ code.hashCode()) * 0x9e37_79b9_7f4a_7c15L;
    int slot = (int) (mixed >>> 32) & mask;
    Entry entry = table.get(slot);
    while (entry != null && !(entry.code == code && entry.subject == subject)) {
      slot = (slot + 1) & mask;
      entry = table.get(slot);
    }
    return slot;
  }

  private synchronized Entry insert(Enum<?> code, long subject, long now) {
    int slot = find(code, subject);
    Entry known = table.get(slot);
    if (known != null) {
      return known;
    }
    Entry rest = overflow;
    if (rest != null) {
      return rest;
    }
    boolean room = entries.size() < capacity;
    Entry entry = room ? new Entry(code, subject, now) : new Entry(null, 0, now);
    entries.add(entry);
    if (room) {
      table.set(slot, entry);
    } else {
      overflow = entry;
    }
    return entry;
  }

  /** A copy of all entries, first seen first; the one for the rest, if it counted, is last. */
  public synchronized List<Incident> list() {
    List<Incident> list = new ArrayList<>();
    for (Entry entry : entries) {
      list.add(entry.copy());
    }
    return list;
  }

  /**
   * One distinct error.
   *
   * @param code in snake_case
   * @param detail of the latest occurrence
   * @param firstNanos when it was first seen, by the clock given
   */
  public record Incident(
      String code, long subject, long count, long detail, long firstNanos, long lastNanos) {}

  @Override
  public void inspect(Node node) {
    long now = clock.nanos();
    for (Incident incident : list()) {
      node.item("distinct")
          .value("code", incident.code())
          .value("subject", incident.subject())
          .value("count", incident.count())
          .value("detail", incident.detail())
          .value("first_microseconds_ago", (now - incident.firstNanos()) / 1_000)
          .value("last_microseconds_ago", (now - incident.lastNanos()) / 1_000);
    }
  }

  private static final class Entry {
    private static final AtomicLongFieldUpdater<Entry> COUNT =
        AtomicLongFieldUpdater.newUpdater(Entry.class, "count");

    private final @Nullable Enum<?> code;
    private final long subject;
    private final long first;
    private volatile long count;
    private volatile long last;
    private volatile long detail;

    Entry(@Nullable Enum<?> code, long subject, long first) {
      this.code = code;
      this.subject = subject;
      this.first = first;
      this.last = first;
    }

    void add(long now, long newDetail) {
      last = now;
      detail = newDetail;
      COUNT.getAndIncrement(this);
    }

    Incident copy() {
      String name = code == null ? OVERFLOW : Node.nameOf(code);
      return new Incident(name, subject, count, detail, first, last);
    }
  }
}
