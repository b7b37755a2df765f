package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.wire.U32;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Eqe;

/**
 * A driver's side of a CQ or EQ: takes entries whose owner phase is right, and rings. An entry with
 * a phase that is neither this round's nor the last one's is an overflow, and fails the test.
 */
public final class PhaseReader {
  private static final U32 LAST_WORD = new U32("last_word", 0);

  private final AdapterBed bed;
  private final long[] pages;
  private final int entrySize;
  private final int entries;
  private final int doorbell;
  private long consumer;
  private int id;
  private int page;

  private PhaseReader(AdapterBed bed, long[] pages, int bytes, int entrySize, int doorbell) {
    this.bed = bed;
    this.pages = pages;
    this.entrySize = entrySize;
    this.entries = bytes / entrySize;
    this.doorbell = doorbell;
    this.consumer = entries;
  }

  /** Of an EQ whose ring is {@code bytes} bytes in {@code pages}. */
  public static PhaseReader ofEq(AdapterBed bed, long[] pages, int bytes) {
    return new PhaseReader(bed, pages, bytes, Eqe.SIZE, Doorbell.EQ_OFFSET);
  }

  /** Of a CQ whose ring is {@code bytes} bytes in {@code pages}. */
  public static PhaseReader ofCq(AdapterBed bed, long[] pages, int bytes) {
    return new PhaseReader(bed, pages, bytes, Cqe.SIZE, Doorbell.CQ_OFFSET);
  }

  /** The device's number for the queue, and the page its doorbell is in. */
  public PhaseReader named(int newId, int newPage) {
    id = newId;
    page = newPage;
    return this;
  }

  public int id() {
    return id;
  }

  public int entries() {
    return entries;
  }

  /** Entries taken so far. */
  public long taken() {
    return consumer - entries;
  }

  /** A copy of the next entry; null if the device has not written it. */
  public @Nullable MemorySegment poll() {
    int position = (int) (consumer % entries) * entrySize;
    long at = AdapterBed.place(pages[position / AdapterBed.PAGE]) + position % AdapterBed.PAGE;
    int owner = Eqe.OWNER.of(LAST_WORD.get(bed.window(), at + entrySize - 4));
    int expected = (int) (consumer / entries) & 7;
    if (owner == ((expected - 1) & 7)) {
      return null;
    }
    assertThat(owner).as("owner phase of entry %d", consumer).isEqualTo(expected);
    consumer++;
    return MemorySegment.ofArray(
        bed.window().asSlice(at, entrySize).toArray(ValueLayout.JAVA_BYTE));
  }

  /** The next entry, which must be there. */
  public MemorySegment take() {
    MemorySegment entry = poll();
    if (entry == null) {
      throw new AssertionError("no entry " + taken() + " in queue " + id);
    }
    return entry;
  }

  /** Every entry that is there. */
  public List<MemorySegment> takeAll() {
    List<MemorySegment> all = new ArrayList<>();
    for (MemorySegment entry = poll(); entry != null; entry = poll()) {
      all.add(entry);
    }
    return all;
  }

  /** Reports the position and asks to be notified. */
  public void arm() {
    ring(position(), true);
  }

  /** Reports the position, and wishes no notification. */
  public void report() {
    ring(position(), false);
  }

  /** The position as a doorbell carries it. */
  public int position() {
    return (int) (consumer % (8L * entries));
  }

  public void ring(int tail, boolean arm) {
    bed.ring(
        page,
        doorbell,
        Doorbell.CQ_ID.placeLong(id)
            | Doorbell.CQ_TAIL_PTR.placeLong(tail)
            | Doorbell.CQ_ARM.placeLong(arm ? 1 : 0));
  }
}
