package org.manakin.host;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLongArray;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.driver.DeviceBacking;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Clock;

/**
 * An adapter in the driver's own process: BAR accesses are calls, DMA memory is one native window,
 * and the adapter works whenever the driver looks for interrupts. The driver's thread is the
 * adapter's service thread; frames and events may come from any thread.
 */
public final class InProcessBacking implements DeviceBacking {
  /** Bus address of the window's first byte: not 0, so that a null address is never valid. */
  public static final long BUS_BASE = 0x1_0000_0000L;

  /** As many as an MSI-X table can have. */
  private static final int MAX_VECTORS = 2048;

  private static final int DWORD = 4;
  private static final int QWORD = 8;

  private final MemorySegment window;
  private final DmaHeap heap;
  private final GuestMemory memory;
  private final Adapter adapter;
  private final AtomicLongArray raised;
  private final long[] seen;

  /**
   * Makes an adapter and what it needs.
   *
   * @param memoryBytes of DMA memory, for rings and frames
   */
  public InProcessBacking(AdapterConfig config, Clock clock, long memoryBytes) {
    window = Arena.ofAuto().allocate(memoryBytes, DmaHeap.PAGE);
    heap = new DmaHeap(memoryBytes);
    memory = new GuestMemory(window);
    memory.map(BUS_BASE, memoryBytes, 0, true);
    raised = new AtomicLongArray(MAX_VECTORS);
    seen = new long[MAX_VECTORS];
    adapter = new Adapter(config, memory, this::raise, clock, () -> {});
  }

  private void raise(int vector) {
    // A driver may name any vector; beyond the table nobody listens.
    if (vector >= 0 && vector < raised.length()) {
      raised.incrementAndGet(vector);
    }
  }

  public Adapter adapter() {
    return adapter;
  }

  /** The adapter's view of the DMA memory. */
  public GuestMemory memory() {
    return memory;
  }

  /** How often {@code vector} was signalled so far. */
  public long raised(int vector) {
    return raised.get(vector);
  }

  /** Bytes of DMA memory that are allocated. */
  public long allocatedBytes() {
    return heap.usedBytes();
  }

  @Override
  public int read32(long offset) {
    return (int) adapter.readBar(BarLayout.REGISTER_BAR, offset, DWORD);
  }

  @Override
  public long read64(long offset) {
    return adapter.readBar(BarLayout.REGISTER_BAR, offset, QWORD);
  }

  @Override
  public void write32(long offset, int value) {
    adapter.writeBar(BarLayout.REGISTER_BAR, offset, DWORD, Integer.toUnsignedLong(value));
  }

  @Override
  public void write64(long offset, long value) {
    adapter.writeBar(BarLayout.REGISTER_BAR, offset, QWORD, value);
  }

  @Override
  public long barSize() {
    return adapter.barSize(BarLayout.REGISTER_BAR);
  }

  @Override
  public DmaBuffer allocate(long bytes) {
    long at = heap.take(bytes);
    MemorySegment segment = window.asSlice(at, bytes);
    segment.fill((byte) 0);
    return new DmaBuffer(segment, BUS_BASE + at);
  }

  @Override
  public void free(DmaBuffer buffer) {
    heap.give(buffer.address() - BUS_BASE);
  }

  @Override
  public boolean interrupted(int vector) {
    adapter.work();
    long count = raised.get(vector);
    boolean signalled = count != seen[vector];
    seen[vector] = count;
    return signalled;
  }

  @Override
  public int vectors() {
    return adapter.vectors();
  }
}
