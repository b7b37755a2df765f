package org.manakin.measure;

import java.util.Locale;

/** One measured number of one end. */
public enum Figure {
  PING_MS("ping of 56 bytes, IPv4", "%.2f ms"),
  PING6_MS("ping of 56 bytes, IPv6", "%.2f ms"),
  PING_LARGE_MS("ping of 8000 bytes, MTU 9000", "%.2f ms"),
  TCP_GBPS("TCP sent, IPv4", "%.2f Gb/s"),
  TCP6_GBPS("TCP sent, IPv6", "%.2f Gb/s"),
  UDP_GBPS("UDP sent, IPv4", "%.3f Gb/s"),
  UDP_LOSS_PERCENT("  of it lost", "%.2f %%"),
  UDP6_GBPS("UDP sent, IPv6", "%.3f Gb/s"),
  UDP6_LOSS_PERCENT("  of it lost", "%.2f %%"),
  PACKETS_SENT("packets sent", "%.0f"),
  PACKETS_RECEIVED("packets received", "%.0f"),
  DROPS("dropped, no receive buffer", "%.0f"),
  ERRORS("errors", "%.0f"),
  INTERRUPTS("interrupts", "%.0f");

  private final String label;
  private final String format;

  Figure(String label, String format) {
    this.label = label;
    this.format = format;
  }

  /** For a person. */
  public String label() {
    return label;
  }

  /** The value with its unit, for a person. */
  public String show(double value) {
    return format.endsWith(" ms") && value < 0.1
        ? String.format(Locale.ROOT, "%.1f µs", value * 1000)
        : String.format(Locale.ROOT, format, value);
  }

  /** The name in JSON. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the value is a count. */
  public boolean isCount() {
    return format.equals("%.0f");
  }
}
