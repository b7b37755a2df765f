package org.manakin.packet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/** Unaligned big-endian words, as protocol headers have them. */
public final class NetworkOrder {
  private static final ValueLayout.OfShort U16 =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong U64 =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private NetworkOrder() {}

  public static int get8(MemorySegment m, long at) {
    return Byte.toUnsignedInt(m.get(ValueLayout.JAVA_BYTE, at));
  }

  public static int get16(MemorySegment m, long at) {
    return Short.toUnsignedInt(m.get(U16, at));
  }

  public static int get32(MemorySegment m, long at) {
    return m.get(U32, at);
  }

  public static long get64(MemorySegment m, long at) {
    return m.get(U64, at);
  }

  public static void put8(MemorySegment m, long at, int value) {
    m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
  }

  public static void put16(MemorySegment m, long at, int value) {
    m.set(U16, at, (short) value);
  }

  public static void put32(MemorySegment m, long at, int value) {
    m.set(U32, at, value);
  }

  public static void put64(MemorySegment m, long at, long value) {
    m.set(U64, at, value);
  }
}
