package org.manakin.driver;

import java.lang.foreign.MemorySegment;

/**
 * How the driver reaches a device: its BAR 0, memory that the device can address, and its
 * interrupts. One thread at a time.
 */
public interface DeviceBacking {
  /** A 32-bit load from BAR 0; all-ones if the device is gone. */
  int read32(long offset);

  /** A 64-bit load from BAR 0; all-ones if the device is gone. */
  long read64(long offset);

  void write32(long offset, int value);

  /** One 64-bit store, as a doorbell needs it; posted. */
  void write64(long offset, long value);

  /** Bytes of BAR 0. */
  long barSize();

  /** Zeroed memory, contiguous and 4 KiB aligned in bus addresses, until {@link #free}. */
  DmaBuffer allocate(long bytes);

  void free(DmaBuffer buffer);

  /**
   * Whether vector {@code vector} was signalled since the last call; also lets the device work
   * where it has no thread of its own.
   */
  boolean interrupted(int vector);

  /** Vectors of the MSI-X table. */
  int vectors();

  /**
   * @param segment the buffer's bytes as this process sees them
   * @param address where the device finds them
   */
  record DmaBuffer(MemorySegment segment, long address) {}
}
