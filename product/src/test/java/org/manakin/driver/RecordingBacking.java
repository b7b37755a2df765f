package org.manakin.driver;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Memory, and a BAR that only remembers which doorbells were rung. */
final class RecordingBacking implements DeviceBacking {
  static final int BAR_BYTES = 0x2000;
  private static final int PAGE = 4096;

  record Store(long offset, long value) {}

  final List<Store> stores = new ArrayList<>();
  private final Arena arena = Arena.ofAuto();

  @Override
  public int read32(long offset) {
    return 0;
  }

  @Override
  public long read64(long offset) {
    return 0;
  }

  @Override
  public void write32(long offset, int value) {
    stores.add(new Store(offset, value));
  }

  @Override
  public void write64(long offset, long value) {
    stores.add(new Store(offset, value));
  }

  @Override
  public long barSize() {
    return BAR_BYTES;
  }

  @Override
  public DmaBuffer allocate(long bytes) {
    MemorySegment segment = arena.allocate(bytes, PAGE);
    return new DmaBuffer(segment, segment.address());
  }

  @Override
  public void free(DmaBuffer buffer) {
    buffer.segment().fill((byte) 0);
  }

  @Override
  public boolean interrupted(int vector) {
    return false;
  }

  @Override
  public int vectors() {
    return 2;
  }
}
