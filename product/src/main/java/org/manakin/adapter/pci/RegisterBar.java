package org.manakin.adapter.pci;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.gdma.Smc;
import org.manakin.observe.Incidents;
import org.manakin.wire.U32;
import org.manakin.wire.gdma.Registers;
import org.manakin.wire.gdma.SmcWindow;

/**
 * BAR 0: read-only registers, the shared memory channel, and the doorbell pages. Loads are of 32 or
 * 64 bits. A doorbell is one store of 64 bits, or two of 32 with the high half last, as drivers on
 * other processors write it.
 *
 * <p>The service thread only.
 */
public final class RegisterBar {
  private static final int DWORD = 4;
  private static final int QWORD = 8;
  private static final int VERSION_MAJOR = 1;
  private static final int VERSION_MICRO = 1;
  private static final U32 ANY_DWORD = new U32("dword", 0);

  /** Takes a doorbell: {@code offset} bytes into page {@code page}. */
  @FunctionalInterface
  public interface Doorbells {
    void ring(int page, int offset, long value);
  }

  private final Smc smc;
  private final Doorbells doorbells;
  private final Incidents incidents;
  private final MemorySegment registers = Arena.ofAuto().allocate(Registers.SIZE, QWORD);
  private long lowHalfAt = -1;
  private long lowHalf;

  public RegisterBar(Smc smc, Doorbells doorbells, Incidents incidents) {
    this.smc = smc;
    this.doorbells = doorbells;
    this.incidents = incidents;
    Registers.MAJOR_VERSION.set(registers, 0, VERSION_MAJOR);
    Registers.MICRO_VERSION.set(registers, 0, VERSION_MICRO);
    Registers.DB_ZONE_OFFSET.set(registers, 0, BarLayout.DOORBELL_OFFSET);
    Registers.DB_PAGE_SIZE.set(registers, 0, BarLayout.DOORBELL_PAGE);
    Registers.SMC_OFFSET.set(registers, 0, BarLayout.SMC_OFFSET);
    Registers.SMC_SIZE.set(registers, 0, SmcWindow.SIZE);
  }

  /** A load of {@code size} bytes; what is not a register reads as zero. */
  public long read(long offset, int size) {
    if (size == QWORD) {
      return Integer.toUnsignedLong(read32(offset)) | (long) read32(offset + DWORD) << 32;
    }
    long aligned = offset & -DWORD;
    long word = Integer.toUnsignedLong(read32(aligned)) >>> (8 * (offset - aligned));
    return size >= DWORD ? word : word & ((1L << (8 * size)) - 1);
  }

  private int read32(long offset) {
    if (offset % DWORD == 0 && offset >= 0) {
      if (offset < Registers.SIZE) {
        return ANY_DWORD.get(registers, offset);
      }
      if (offset < BarLayout.SMC_OFFSET + SmcWindow.SIZE) {
        return smc.read((int) offset - BarLayout.SMC_OFFSET);
      }
    }
    return 0;
  }

  /** A store of {@code size} bytes. */
  public void write(long offset, int size, long value) {
    if (offset >= BarLayout.DOORBELL_OFFSET && offset < BarLayout.REGISTER_BAR_SIZE) {
      writeDoorbell(offset, size, value);
    } else if (offset >= BarLayout.SMC_OFFSET
        && offset + size <= BarLayout.SMC_OFFSET + SmcWindow.SIZE) {
      writeSmc((int) offset - BarLayout.SMC_OFFSET, size, value);
    } else {
      incidents.record(Incident.REGISTER_ACCESS_MALFORMED, offset);
    }
  }

  private void writeSmc(int offset, int size, long value) {
    if (offset % DWORD != 0 || (size != DWORD && size != QWORD)) {
      incidents.record(Incident.REGISTER_ACCESS_MALFORMED, offset);
      return;
    }
    smc.write(offset, (int) value);
    if (size == QWORD) {
      smc.write(offset + DWORD, (int) (value >>> 32));
    }
  }

  private void writeDoorbell(long offset, int size, long value) {
    if (size == QWORD && offset % QWORD == 0) {
      ring(offset, value);
    } else if (size == DWORD && offset % QWORD == 0) {
      lowHalfAt = offset;
      lowHalf = value & 0xffff_ffffL;
    } else if (size == DWORD && lowHalfAt == offset - DWORD) {
      lowHalfAt = -1;
      ring(offset - DWORD, lowHalf | value << 32);
    } else {
      incidents.record(Incident.DOORBELL_MALFORMED, offset);
    }
  }

  private void ring(long offset, long value) {
    long into = offset - BarLayout.DOORBELL_OFFSET;
    doorbells.ring(
        (int) (into / BarLayout.DOORBELL_PAGE), (int) (into % BarLayout.DOORBELL_PAGE), value);
  }
}
