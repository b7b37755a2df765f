package org.manakin.memory;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * The bus address space of one guest: a table from bus addresses to places in one {@linkplain
 * #window() window}, a segment that stays valid for the life of the process, so that a late access
 * after an unmap meets old memory and never a fault.
 *
 * <p>One owner (the attachment's thread) edits; any thread looks up. A lookup sees the table before
 * or after an edit, never in between. Each edit raises {@link #generation()}, so that holders of
 * resolved addresses know when to resolve them again.
 */
public final class GuestMemory {
  /**
   * The answer of {@link #locate} for bytes that are not mapped, not contiguous or not writable.
   */
  public static final long NOWHERE = -1;

  private record Table(
      long generation, long[] address, long[] size, long[] place, boolean[] writable) {}

  private static final Table EMPTY =
      new Table(0, new long[0], new long[0], new long[0], new boolean[0]);

  private final MemorySegment window;
  private volatile Table table = EMPTY;

  /**
   * @param window all memory that {@link #map} will ever refer to; native, and alive as long as
   *     this object is used
   */
  public GuestMemory(MemorySegment window) {
    this.window = window;
  }

  public MemorySegment window() {
    return window;
  }

  /** A number that changes with every edit. */
  public long generation() {
    return table.generation;
  }

  /** How many ranges the table holds; neighbours that continue each other count as one. */
  public int ranges() {
    return table.address.length;
  }

  /**
   * Makes {@code size} bytes at bus address {@code address} refer to the window from {@code place}
   * on, replacing what was there.
   *
   * @throws IllegalArgumentException if the range is empty, wraps, or does not lie in the window
   */
  public void map(long address, long size, long place, boolean writable) {
    if (size <= 0 || address < 0 || address + size < 0) {
      throw new IllegalArgumentException(
          "not a range of bus addresses: 0x%x + 0x%x".formatted(address, size));
    }
    if (place < 0 || place > window.byteSize() - size) {
      throw new IllegalArgumentException(
          "0x%x + 0x%x is not in the window of 0x%x bytes"
              .formatted(place, size, window.byteSize()));
    }
    table = TableEdit.of(table).remove(address, size).add(address, size, place, writable).build();
  }

  /** Forgets {@code size} bytes at {@code address}; ranges that lie partly in them are cut. */
  public void unmap(long address, long size) {
    table = TableEdit.of(table).remove(address, size).build();
  }

  /** Forgets everything. */
  public void clear() {
    table = new Table(table.generation + 1, EMPTY.address, EMPTY.size, EMPTY.place, EMPTY.writable);
  }

  /**
   * The window offset of {@code length} contiguous bytes at bus address {@code address}, or {@link
   * #NOWHERE}.
   */
  public long locate(long address, long length, boolean write) {
    Table t = table;
    for (int i = 0; i < t.address.length; i++) {
      long into = address - t.address[i];
      if (into >= 0 && into < t.size[i]) {
        boolean fits = length >= 0 && length <= t.size[i] - into && (t.writable[i] || !write);
        return fits ? t.place[i] + into : NOWHERE;
      }
    }
    return NOWHERE;
  }

  /**
   * How many bytes from {@code address} on are contiguous in the window (and writable, if asked); 0
   * where nothing is mapped.
   */
  public long run(long address, boolean write) {
    Table t = table;
    for (int i = 0; i < t.address.length; i++) {
      long into = address - t.address[i];
      if (into >= 0 && into < t.size[i]) {
        return t.writable[i] || !write ? t.size[i] - into : 0;
      }
    }
    return 0;
  }

  /**
   * A copy of a table under change: ranges sorted by address, neighbours joined where the window
   * continues too.
   */
  private static final class TableEdit {
    private record Range(long address, long size, long place, boolean writable) {
      long end() {
        return address + size;
      }

      boolean continuedBy(Range next) {
        return end() == next.address && place + size == next.place && writable == next.writable;
      }
    }

    private final long generation;
    private final ArrayList<Range> ranges = new ArrayList<>();

    private TableEdit(long generation) {
      this.generation = generation;
    }

    static TableEdit of(Table t) {
      TableEdit edit = new TableEdit(t.generation);
      for (int i = 0; i < t.address.length; i++) {
        edit.ranges.add(new Range(t.address[i], t.size[i], t.place[i], t.writable[i]));
      }
      return edit;
    }

    TableEdit remove(long address, long size) {
      long end = address + size < 0 ? Long.MAX_VALUE : address + size;
      var kept = new ArrayList<Range>();
      for (Range r : ranges) {
        if (r.address < address) {
          kept.add(
              new Range(r.address, Math.min(r.size, address - r.address), r.place, r.writable));
        }
        if (r.end() > end) {
          long from = Math.max(r.address, end);
          kept.add(new Range(from, r.end() - from, r.place + (from - r.address), r.writable));
        }
      }
      ranges.clear();
      ranges.addAll(kept);
      return this;
    }

    TableEdit add(long address, long size, long place, boolean writable) {
      ranges.add(new Range(address, size, place, writable));
      return this;
    }

    Table build() {
      ranges.sort(Comparator.comparingLong(Range::address));
      var joined = new ArrayList<Range>();
      for (Range r : ranges) {
        Range last = joined.isEmpty() ? null : joined.getLast();
        if (last != null && last.continuedBy(r)) {
          joined.set(
              joined.size() - 1,
              new Range(last.address, last.size + r.size, last.place, last.writable));
        } else {
          joined.add(r);
        }
      }
      int n = joined.size();
      Table t = new Table(generation + 1, new long[n], new long[n], new long[n], new boolean[n]);
      for (int i = 0; i < n; i++) {
        t.address[i] = joined.get(i).address;
        t.size[i] = joined.get(i).size;
        t.place[i] = joined.get(i).place;
        t.writable[i] = joined.get(i).writable;
      }
      return t;
    }
  }
}
