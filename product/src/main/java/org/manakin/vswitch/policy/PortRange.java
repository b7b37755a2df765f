package org.manakin.vswitch.policy;

/**
 * TCP or UDP ports.
 *
 * @param first to {@code last}, both included, 0 to 65535
 */
public record PortRange(int first, int last) {
  private static final int MOST = 0xffff;

  public PortRange {
    if (first < 0 || last > MOST || first > last) {
      throw new IllegalArgumentException(
          "no range of ports: %d to %d; write it in ascending order, within 0 and %d"
              .formatted(first, last, MOST));
    }
  }

  boolean contains(int port) {
    return first <= port && port <= last;
  }

  @Override
  public String toString() {
    return first == last ? Integer.toString(first) : first + "-" + last;
  }
}
