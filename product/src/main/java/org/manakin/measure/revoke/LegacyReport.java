package org.manakin.measure.revoke;

import java.util.List;
import org.manakin.host.control.NicStatus;

/**
 * A machine without a driver for its VF.
 *
 * @param release of its kernel
 * @param nic what the host says of its NIC
 * @param checks what was tried
 */
public record LegacyReport(String release, NicStatus nic, List<Check> checks) {
  /**
   * Something that was tried.
   *
   * @param name in snake_case
   * @param result for people
   */
  public record Check(String name, String result, boolean ok) {}

  public LegacyReport {
    checks = List.copyOf(checks);
  }

  public boolean ok() {
    return checks.stream().allMatch(Check::ok);
  }
}
