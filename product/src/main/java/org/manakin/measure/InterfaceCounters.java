package org.manakin.measure;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counters of a guest's interface by name: those every interface has (sysfs), and those of its
 * driver ({@code ethtool -S}).
 */
public record InterfaceCounters(Map<String, Long> values) {
  private static final Pattern LINE = Pattern.compile("\\s*([^\\s:]+)\\s*:\\s*(\\d+)");

  public InterfaceCounters {
    values = Map.copyOf(values);
  }

  /** The script that prints them; the interface's name is its only blank to fill. */
  static String script(String ifname) {
    return "cd /sys/class/net/%s/statistics && grep . * ; ethtool -S %s".formatted(ifname, ifname);
  }

  /** Reads "name: number" lines; others are skipped. */
  static InterfaceCounters parse(String text) {
    Map<String, Long> values = new HashMap<>();
    text.lines()
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> values.put(line.group(1), Long.valueOf(line.group(2))));
    return new InterfaceCounters(values);
  }

  /** What was counted since {@code earlier}. */
  InterfaceCounters since(InterfaceCounters earlier) {
    Map<String, Long> change = new HashMap<>();
    values.forEach(
        (name, value) -> change.put(name, value - earlier.values.getOrDefault(name, 0L)));
    return new InterfaceCounters(change);
  }

  long get(String name) {
    return values.getOrDefault(name, 0L);
  }

  /**
   * Those that tell of something wrong and are not 0. Not a frame for which there was no buffer, or
   * that came while the interface was down: that is how Ethernet says no. The kernel's own sums
   * (rx_errors, collisions and so on) include those, under the name of missed.
   */
  Map<String, Long> errors() {
    Map<String, Long> errors = new HashMap<>();
    values.forEach((name, value) -> {
      if (value != 0 && isError(name)) {
        errors.put(name, value);
      }
    });
    return errors;
  }

  private static boolean isError(String name) {
    if (name.equals("rx_missed_errors") || name.equals("hc_rx_err_vport_disabled")) {
      return false;
    }
    return name.endsWith("_errors")
        || name.endsWith("_err")
        || name.contains("_err_")
        || name.endsWith("_unknown_type");
  }

  /** Frames for which the guest had no receive buffer. */
  long drops() {
    return get("hc_rx_discards_no_wqe");
  }
}
