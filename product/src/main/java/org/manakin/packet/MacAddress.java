package org.manakin.packet;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.manakin.packet.NetworkOrder.get16;
import static org.manakin.packet.NetworkOrder.get32;
import static org.manakin.packet.NetworkOrder.put16;
import static org.manakin.packet.NetworkOrder.put32;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * An Ethernet address.
 *
 * @param value the 48 bits, first byte on the wire in bits 47:40
 */
public record MacAddress(long value) {
  /** Bytes of an address. */
  public static final int BYTES = 6;

  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  public MacAddress {
    if ((value & ~BROADCAST) != 0) {
      throw new IllegalArgumentException(
          "a MAC address has 48 bits; 0x" + Long.toHexString(value) + " has more");
    }
  }

  /**
   * Reads six pairs of hexadecimal digits with colons or hyphens between them.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static MacAddress parse(String text) {
    if (!text.matches("\\p{XDigit}{2}(:\\p{XDigit}{2}){5}|\\p{XDigit}{2}(-\\p{XDigit}{2}){5}")) {
      throw new IllegalArgumentException(
          "'" + text + "' is not a MAC address; write six pairs of digits, as 02:00:00:00:00:01");
    }
    return new MacAddress(HexFormat.fromHexDigitsToLong(text.replaceAll("[:-]", "")));
  }

  /**
   * The address in the first six bytes of {@code bytes}.
   *
   * @throws IllegalArgumentException if there are fewer
   */
  public static MacAddress of(byte[] bytes) {
    if (bytes.length < BYTES) {
      throw new IllegalArgumentException("a MAC address has 6 bytes, not " + bytes.length);
    }
    return new MacAddress(read(MemorySegment.ofArray(bytes), 0));
  }

  /**
   * An address made from {@code name}: locally administered, the same for the same name. Its last
   * four bits are 0, so that it can be counted up.
   */
  public static MacAddress derived(String name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      long bits = ByteBuffer.wrap(digest).getLong() & 0xff_ffff_fff0L;
      return new MacAddress(0x0200_0000_0000L | bits);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /** The {@linkplain #value value} of the address at {@code at}; allocates nothing. */
  public static long read(MemorySegment m, long at) {
    return (long) get16(m, at) << 32 | Integer.toUnsignedLong(get32(m, at + 2));
  }

  /** Stores an address of this {@linkplain #value value} at {@code at}. */
  public static void write(MemorySegment m, long at, long value) {
    put16(m, at, (int) (value >>> 32));
    put32(m, at + 2, (int) value);
  }

  /** Whether frames to the address of this value go to a group: multicast, broadcast included. */
  public static boolean isMulticast(long value) {
    return ((value >>> 40) & 1) != 0;
  }

  public boolean isMulticast() {
    return isMulticast(value);
  }

  public boolean isBroadcast() {
    return value == BROADCAST;
  }

  /** Whether the address was given by an administrator and not by the maker of an adapter. */
  public boolean isLocal() {
    return ((value >>> 41) & 1) != 0;
  }

  /** Six bytes, as on the wire. */
  public byte[] bytes() {
    byte[] bytes = new byte[BYTES];
    write(MemorySegment.ofArray(bytes), 0, value);
    return bytes;
  }

  /** Lower-case, with colons. */
  @Override
  public String toString() {
    return COLONS.formatHex(bytes());
  }
}
