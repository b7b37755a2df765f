package org.manakin.host.file;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.policy.Prefix;

/**
 * Addresses as the file writes them. Each throws IllegalArgumentException with what it expected.
 */
final class Addresses {
  private static final int MOST_PORT = 65_535;

  private Addresses() {}

  /** Never asks a name server. */
  static InetAddress address(String text) {
    try {
      if (!text.contains("/")) {
        return Prefix.parse(text).address();
      }
    } catch (IllegalArgumentException e) {
      // The reason speaks of prefixes.
    }
    throw new IllegalArgumentException(
        "expected an IP address, as 10.1.0.4 or fd00:1::4, not '" + text + "'");
  }

  /** An address that one NIC can have. */
  static InetAddress unicast(String text) {
    InetAddress address = address(text);
    if (address.isMulticastAddress()
        || address.isAnyLocalAddress()
        || address.isLoopbackAddress()
        || text.equals("255.255.255.255")) {
      throw new IllegalArgumentException(
          "expected the address of one NIC; '" + text + "' is none that a NIC can have");
    }
    return address;
  }

  static MacAddress mac(String text) {
    MacAddress mac = MacAddress.parse(text);
    if (mac.isMulticast() || mac.value() == 0) {
      throw new IllegalArgumentException(
          "expected the address of one NIC; '"
              + text
              + (mac.isMulticast() ? "' is a group's: make the first byte even" : "' is none"));
    }
    return mac;
  }

  /** {@code ADDRESS:PORT}, an IPv6 address in brackets. */
  static InetSocketAddress endpoint(String text) {
    int colon = text.lastIndexOf(':');
    return new InetSocketAddress(address(bare(text.substring(0, colon))), port(text, colon));
  }

  /** The same, or an address alone. */
  static InetSocketAddress endpoint(String text, int port) {
    boolean alone =
        text.indexOf(':') < 0
            || (text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("["));
    return alone ? new InetSocketAddress(address(text), port) : endpoint(text);
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  private static int port(String text, int colon) {
    int port = Integer.parseInt(text.substring(colon + 1));
    if (port < 1 || port > MOST_PORT) {
      throw new IllegalArgumentException("expected a port from 1 to 65535 in '" + text + "'");
    }
    return port;
  }
}
