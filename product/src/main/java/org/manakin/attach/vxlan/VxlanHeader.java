package org.manakin.attach.vxlan;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * The header between UDP and the inner frame (RFC 7348, 5): flags in bits 31:24 of the first word,
 * of which only I is defined, and the VNI in bits 31:8 of the second; the rest is reserved, sent as
 * zero and not looked at.
 */
final class VxlanHeader {
  /** Bytes of the header. */
  static final int SIZE = 8;

  private static final int FLAGS = 0;
  private static final int VNI = 4;
  private static final int VNI_VALID = 0x0800_0000;
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private VxlanHeader() {}

  /** The VNI, or a negative number if the header does not say that there is one. */
  static int vni(MemorySegment m, long at) {
    return (m.get(WORD, at + FLAGS) & VNI_VALID) == 0 ? -1 : m.get(WORD, at + VNI) >>> 8;
  }

  static void write(MemorySegment m, long at, int vni) {
    m.set(WORD, at + FLAGS, VNI_VALID);
    m.set(WORD, at + VNI, vni << 8);
  }
}
