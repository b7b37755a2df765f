package org.manakin.adapter.pci;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The PCI configuration space: 4096 bytes of a PCIe endpoint with an MSI-X and a PCI Express
 * capability. Whoever emulates the bus keeps BAR values and the MSI-X table; here live identity,
 * COMMAND, and function-level reset.
 *
 * <p>The service thread only.
 */
public final class ConfigSpace {
  public static final int SIZE = 4096;
  public static final int VENDOR_MICROSOFT = 0x1414;
  public static final int DEVICE_MANA_VF = 0x00ba;

  private static final int COMMAND = 0x04;
  private static final int STATUS = 0x06;
  private static final int CLASS = 0x08;
  private static final int BAR0 = 0x10;
  private static final int BAR4 = 0x20;
  private static final int SUBSYSTEM_VENDOR = 0x2c;
  private static final int CAPABILITIES = 0x34;
  private static final int MSIX = 0x40;
  private static final int EXPRESS = 0x60;
  private static final int DEVICE_CONTROL = EXPRESS + 8;

  private static final int REVISION_AND_ETHERNET_CLASS = 0x0200_0001;
  private static final int MEMORY_64_BIT_PREFETCHABLE = 0xc;
  private static final int STATUS_HAS_CAPABILITIES = 0x10;
  private static final int COMMAND_WRITABLE = 0x0547;
  private static final int CAPABILITY_MSIX = 0x11;
  private static final int CAPABILITY_EXPRESS = 0x10;
  private static final int EXPRESS_V2_ENDPOINT = 0x0002;
  private static final int ROLE_BASED_ERRORS_AND_FLR = 0x1000_8000;
  private static final int MAX_READ_512 = 0x2810;
  private static final int CONTROL_WRITABLE = 0x7fff;
  private static final int INITIATE_FLR = 0x8000;
  private static final int LINK_X1_2GT5 = 0x0011;

  private final MemorySegment bytes = Arena.ofAuto().allocate(SIZE, 8);
  private final Runnable functionLevelReset;

  /**
   * @param vectors MSI-X table size
   * @param functionLevelReset is run when the guest asks for one
   */
  public ConfigSpace(int vectors, Runnable functionLevelReset) {
    this.functionLevelReset = functionLevelReset;
    put16(0, VENDOR_MICROSOFT);
    put16(2, DEVICE_MANA_VF);
    put16(STATUS, STATUS_HAS_CAPABILITIES);
    put32(CLASS, REVISION_AND_ETHERNET_CLASS);
    put32(BAR0, MEMORY_64_BIT_PREFETCHABLE);
    put32(BAR4, MEMORY_64_BIT_PREFETCHABLE);
    put16(SUBSYSTEM_VENDOR, VENDOR_MICROSOFT);
    put16(SUBSYSTEM_VENDOR + 2, DEVICE_MANA_VF);
    put32(CAPABILITIES, MSIX);
    put16(MSIX, CAPABILITY_MSIX | EXPRESS << 8);
    put16(MSIX + 2, vectors - 1);
    put32(MSIX + 4, BarLayout.MSIX_BAR);
    put32(MSIX + 8, BarLayout.MSIX_BAR | BarLayout.PBA_OFFSET);
    put16(EXPRESS, CAPABILITY_EXPRESS);
    put16(EXPRESS + 2, EXPRESS_V2_ENDPOINT);
    put32(EXPRESS + 4, ROLE_BASED_ERRORS_AND_FLR);
    put32(EXPRESS + 12, LINK_X1_2GT5);
    put16(EXPRESS + 18, LINK_X1_2GT5);
    reset();
  }

  /** What a reset does to the registers that a guest can change. */
  public void reset() {
    put16(COMMAND, 0);
    put16(DEVICE_CONTROL, MAX_READ_512);
  }

  /** A load of 1, 2, 4 or 8 bytes; bytes beyond the space read as zero. */
  public long read(int offset, int size) {
    long value = 0;
    for (int i = size - 1; i >= 0; i--) {
      int at = offset + i;
      int b = at >= 0 && at < SIZE ? bytes.get(ValueLayout.JAVA_BYTE, at) & 0xff : 0;
      value = value << 8 | b;
    }
    return value;
  }

  /** A store; only COMMAND and the PCI Express device control register take it. */
  public void write(int offset, int size, long value) {
    int command = merge(COMMAND, offset, size, value);
    put16(COMMAND, command & COMMAND_WRITABLE);
    int control = merge(DEVICE_CONTROL, offset, size, value);
    put16(DEVICE_CONTROL, control & CONTROL_WRITABLE);
    if ((control & INITIATE_FLR) != 0) {
      functionLevelReset.run();
    }
  }

  /** The 16-bit register at {@code register} as it would be after the store. */
  private int merge(int register, int offset, int size, long value) {
    int result = get16(register);
    for (int i = 0; i < size; i++) {
      int into = offset + i - register;
      if (into == 0 || into == 1) {
        int shift = 8 * into;
        result = (result & ~(0xff << shift)) | (int) ((value >>> (8 * i)) & 0xff) << shift;
      }
    }
    return result;
  }

  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private int get16(int at) {
    return Short.toUnsignedInt(bytes.get(U16, at));
  }

  private void put16(int at, int value) {
    bytes.set(U16, at, (short) value);
  }

  private void put32(int at, int value) {
    bytes.set(U32, at, value);
  }
}
