package org.manakin.vswitch.policy;

import java.net.InetAddress;
import java.util.Arrays;

/**
 * The addresses that begin with the same bits, in CIDR notation.
 *
 * @param address the first of them: all bits behind the first {@code length} are 0
 * @param length 0 to 32 for IPv4, to 128 for IPv6
 */
public record Prefix(InetAddress address, int length) {
  public Prefix {
    byte[] bytes = address.getAddress();
    int most = bytes.length * Byte.SIZE;
    if (length < 0 || length > most) {
      throw new IllegalArgumentException(
          "a prefix of %s has 0 to %d bits, not %d"
              .formatted(address.getHostAddress(), most, length));
    }
    if (!Arrays.equals(bytes, masked(bytes, length))) {
      throw new IllegalArgumentException(
          "%s/%d has bits behind its prefix; write the first address of the range"
              .formatted(address.getHostAddress(), length));
    }
  }

  /**
   * Reads {@code ADDRESS/LENGTH}; an address alone is a prefix of all its bits. Never asks a name
   * server.
   *
   * @throws IllegalArgumentException if {@code text} is something else
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    InetAddress address = literal(slash < 0 ? text : text.substring(0, slash), text);
    if (slash < 0) {
      return new Prefix(address, address.getAddress().length * Byte.SIZE);
    }
    String length = text.substring(slash + 1);
    if (!length.matches("[0-9]{1,3}")) {
      throw notAPrefix(text);
    }
    return new Prefix(address, Integer.parseInt(length));
  }

  private static InetAddress literal(String address, String text) {
    // A dotted quad needs its four parts: ofLiteral would take "10" for an address, too.
    boolean plausible =
        address.contains(":") ? !address.contains("%") : address.matches("[0-9]+(\\.[0-9]+){3}");
    if (!plausible) {
      throw notAPrefix(text);
    }
    try {
      return InetAddress.ofLiteral(address);
    } catch (IllegalArgumentException e) {
      throw notAPrefix(text);
    }
  }

  private static IllegalArgumentException notAPrefix(String text) {
    return new IllegalArgumentException(
        "'" + text + "' is no prefix; write it as 10.1.0.0/16 or fd00:1::/64");
  }

  /** Whether it is one of these addresses; one of the other family is not. */
  public boolean contains(InetAddress other) {
    byte[] bytes = other.getAddress();
    return bytes.length == address.getAddress().length
        && Arrays.equals(masked(bytes, length), address.getAddress());
  }

  private static byte[] masked(byte[] bytes, int length) {
    byte[] masked = bytes.clone();
    for (int i = 0; i < masked.length; i++) {
      int bits = Math.clamp(length - (long) i * Byte.SIZE, 0, Byte.SIZE);
      masked[i] = (byte) (masked[i] & (0xff00 >> bits));
    }
    return masked;
  }

  /** In CIDR notation. */
  @Override
  public String toString() {
    return address.getHostAddress() + "/" + length;
  }
}
