package org.manakin.measure.revoke;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/**
 * All numbers of an inspection tree at a moment, by their path in it, or how they changed.
 *
 * @param values by names with a slash between
 */
public record HostCounters(SortedMap<String, Long> values) {
  /** The last part of the path of whatever counts frames that were not handed on. */
  private static final Pattern LOSS =
      Pattern.compile(
          "dropped_.*|unconnected|rx_not_running|tx_disabled|rx_discards_no_wqe|rx_stalled"
              + "|rx_err_vport_disabled|rx_buffer_unreachable|tx_err_.*|denied.*");

  /** Frames that nobody misses: what a host does not let through on purpose. */
  private static final Pattern NO_LOSS = Pattern.compile("dropped_(reserved_group|to_self)");

  public HostCounters {
    values = new TreeMap<>(values);
  }

  /** As they are now. */
  public static HostCounters of(Inspectable root) {
    SortedMap<String, Long> values = new TreeMap<>();
    add(values, "", Node.of(root).toMap());
    return new HostCounters(values);
  }

  private static void add(SortedMap<String, Long> values, String path, Map<?, ?> node) {
    node.forEach((name, value) -> {
      switch (value) {
        case Long number -> values.put(path + name, number);
        case Map<?, ?> child -> add(values, path + name + "/", child);
        case List<?> items -> {
          for (int i = 0; i < items.size(); i++) {
            if (items.get(i) instanceof Map<?, ?> item) {
              add(values, path + name + "/" + i + "/", item);
            }
          }
        }
        default -> {}
      }
    });
  }

  /** What changed since {@code before}; the rest is not in it. */
  public HostCounters since(HostCounters before) {
    SortedMap<String, Long> changes = new TreeMap<>();
    values.forEach((path, value) -> {
      long change = value - before.values.getOrDefault(path, 0L);
      if (change != 0) {
        changes.put(path, change);
      }
    });
    return new HostCounters(changes);
  }

  /** Those of frames that the host did not hand on. */
  public SortedMap<String, Long> losses() {
    SortedMap<String, Long> losses = new TreeMap<>();
    values.forEach((path, value) -> {
      String name = path.substring(path.lastIndexOf('/') + 1);
      if (value > 0 && LOSS.matcher(name).matches() && !NO_LOSS.matcher(name).matches()) {
        losses.put(path, value);
      }
    });
    return losses;
  }
}
