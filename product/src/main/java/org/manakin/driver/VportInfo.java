package org.manakin.driver;

import java.util.HexFormat;

/**
 * What QUERY_VPORT_CONFIG says of a vPort.
 *
 * @param index 0-based
 * @param indirectionEntries entries of the steering table
 * @param mac its MAC address, 6 bytes in wire order
 * @param handle names the vPort in all other commands
 */
public record VportInfo(
    int index, int maxSqs, int maxRqs, int indirectionEntries, byte[] mac, long handle) {

  /** The MAC address as people write it. */
  public String macText() {
    return HexFormat.ofDelimiter(":").formatHex(mac);
  }
}
