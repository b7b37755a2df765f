package org.manakin.packet;

import static org.manakin.packet.NetworkOrder.get32;
import static org.manakin.packet.NetworkOrder.get64;
import static org.manakin.packet.NetworkOrder.put16;
import static org.manakin.packet.NetworkOrder.put32;
import static org.manakin.packet.NetworkOrder.put64;

import java.lang.foreign.MemorySegment;

/**
 * The 802.1Q tag: its 16 bits of control information (TCI: priority 15:13, drop eligible 12, VLAN
 * id 11:0), and putting it into and taking it out of the private first bytes of a frame. Whoever
 * does that to a {@link Frame} parses its headers anew.
 */
public final class VlanTag {
  /** Bytes that a tag adds to a frame. */
  public static final int BYTES = 4;

  /** Where the tag lies in a frame: behind the two addresses. */
  public static final int OFFSET = 12;

  private VlanTag() {}

  /** Control information; surplus high bits of the numbers are dropped. */
  public static int tci(int priority, boolean dropEligible, int id) {
    return (priority & 7) << 13 | (dropEligible ? 1 << 12 : 0) | (id & 0xfff);
  }

  /** The VLAN id; 0 means that only the priority is given. */
  public static int id(int tci) {
    return tci & 0xfff;
  }

  /** 0 to 7. */
  public static int priority(int tci) {
    return (tci >>> 13) & 7;
  }

  public static boolean dropEligible(int tci) {
    return (tci & (1 << 12)) != 0;
  }

  /**
   * Puts a tag into the frame at {@code at}: the addresses move {@value #BYTES} bytes down, where
   * there must be room.
   *
   * @return where the frame starts now
   */
  public static long insert(MemorySegment m, long at, int tci) {
    long start = at - BYTES;
    moveAddresses(m, at, start);
    put16(m, start + OFFSET, Headers.ETHERTYPE_VLAN);
    put16(m, start + OFFSET + 2, tci);
    return start;
  }

  /**
   * Takes the tag out of the tagged frame at {@code at}: the addresses move {@value #BYTES} bytes
   * up.
   *
   * @return where the frame starts now
   */
  public static long strip(MemorySegment m, long at) {
    moveAddresses(m, at, at + BYTES);
    return at + BYTES;
  }

  private static void moveAddresses(MemorySegment m, long from, long to) {
    long first = get64(m, from);
    int rest = get32(m, from + 8);
    put64(m, to, first);
    put32(m, to + 8, rest);
  }
}
