package org.manakin.guests;

/** The addresses of the two guests on a wire. */
final class Addresses {
  private Addresses() {}

  static String v4(int guest) {
    return "10.77.0." + (guest + 1);
  }

  static String v6(int guest) {
    return "fd77::" + (guest + 1);
  }

  /** A script that brings eth0 up with both addresses. */
  static String bringUp(int guest) {
    return """
    ip link set eth0 up
    ip addr replace %s/24 dev eth0
    ip addr replace %s/64 dev eth0 nodad
    """
        .formatted(v4(guest), v6(guest));
  }
}
