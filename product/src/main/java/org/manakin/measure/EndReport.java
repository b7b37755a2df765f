package org.manakin.measure;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What one end of a wire is and measured.
 *
 * @param name of the guest
 * @param kernel its release; of an end without one, what runs instead
 * @param driver name of the driver
 * @param driverVersion what {@code ethtool -i} says
 * @param mac of its interface
 * @param link state and speed, such as "up, 200 Gb/s"
 * @param mtu bytes of the largest packet of all measurements but that of large packets
 * @param figures what was measured; what was not is absent
 */
public record EndReport(
    String name,
    String kernel,
    String driver,
    String driverVersion,
    String mac,
    String link,
    int mtu,
    Map<Figure, Double> figures) {
  public EndReport {
    Map<Figure, Double> copy = new EnumMap<>(Figure.class);
    copy.putAll(figures);
    figures = Collections.unmodifiableMap(copy);
  }
}
