package org.manakin.fuzz;

import java.lang.foreign.ValueLayout;
import org.manakin.adapter.gdma.InterruptSink;
import org.manakin.attach.vfiouser.PciDevice;
import org.manakin.memory.GuestMemory;

/**
 * A PCI function whose one doorbell adds 1 to the byte at a guest address and signals a vector: the
 * least that uses all a server gives to a device. Accesses that the server must not let through
 * fail.
 */
final class ScratchDevice implements PciDevice {
  static final int VECTORS = 4;
  static final int IDENTITY = 0x00ba_1414;
  static final int BAR0 = 0x10000;
  private static final int BAR4 = 0x1000;
  private static final int CONFIG = 4096;

  private final GuestMemory memory;
  private final InterruptSink interrupts;
  private boolean rung;
  private long address;

  ScratchDevice(GuestMemory memory, InterruptSink interrupts) {
    this.memory = memory;
    this.interrupts = interrupts;
  }

  private static void require(boolean holds, String access, long offset, int bytes) {
    if (!holds) {
      throw new IllegalStateException("%s at 0x%x, %d bytes".formatted(access, offset, bytes));
    }
  }

  private static boolean natural(long offset, int bytes, int widest) {
    return bytes >= 1 && bytes <= widest && Integer.bitCount(bytes) == 1 && offset % bytes == 0;
  }

  @Override
  public long readConfig(int offset, int bytes) {
    boolean inside = offset >= 0 && offset + bytes <= CONFIG;
    require(inside && natural(offset, bytes, Integer.BYTES), "config read", offset, bytes);
    return offset == 0 ? IDENTITY & (-1L >>> (64 - 8 * bytes)) : 0;
  }

  @Override
  public void writeConfig(int offset, int bytes, long value) {
    boolean inside = offset >= 0 && offset + bytes <= CONFIG;
    require(inside && natural(offset, bytes, Integer.BYTES), "config write", offset, bytes);
  }

  @Override
  public int barSize(int bar) {
    return bar == 0 ? BAR0 : bar == 4 ? BAR4 : 0;
  }

  @Override
  public long readBar(int bar, long offset, int bytes) {
    boolean inside = offset >= 0 && offset + bytes <= barSize(bar);
    require(inside && natural(offset, bytes, Long.BYTES), "BAR read", offset, bytes);
    return offset;
  }

  @Override
  public void writeBar(int bar, long offset, int bytes, long value) {
    boolean inside = offset >= 0 && offset + bytes <= barSize(bar);
    require(inside && natural(offset, bytes, Long.BYTES), "BAR write", offset, bytes);
    rung = true;
    address = value;
  }

  @Override
  public int msixVectors() {
    return VECTORS;
  }

  @Override
  public void reset() {
    rung = false;
  }

  @Override
  public int work() {
    if (!rung) {
      return 0;
    }
    rung = false;
    long place = memory.locate(address, 1, true);
    if (place != GuestMemory.NOWHERE) {
      byte old = memory.window().get(ValueLayout.JAVA_BYTE, place);
      memory.window().set(ValueLayout.JAVA_BYTE, place, (byte) (old + 1));
    }
    interrupts.raise((int) address & (2 * VECTORS - 1));
    return 1;
  }

  @Override
  public long nextDeadline() {
    return Long.MAX_VALUE;
  }
}
