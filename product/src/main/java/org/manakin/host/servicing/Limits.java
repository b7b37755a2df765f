package org.manakin.host.servicing;

import java.time.Duration;

/**
 * How long to wait for what.
 *
 * @param quiet after a link-down, for the guest to send over the synthetic NIC
 * @param notice how long posted sends or frames for the guest make no progress until the data path
 *     counts as stopped
 * @param unused how long nobody may use a stopped data path until it counts as noticed all the same
 * @param eject for the guest to eject, from the migration's start
 * @param cancel for QEMU to cancel the migration
 * @param claim after a restore, for a driver to have it
 * @param receive after that, for the driver to receive
 * @param reaction for the driver to stop receiving after an event that takes it away
 * @param service for the driver to receive again after it
 */
public record Limits(
    Duration quiet,
    Duration notice,
    Duration unused,
    Duration eject,
    Duration cancel,
    Duration claim,
    Duration receive,
    Duration reaction,
    Duration service) {

  /** What guests under software emulation need, with a margin. */
  public static final Limits DEFAULT =
      new Limits(
          Duration.ofMillis(30),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(5),
          Duration.ofSeconds(2),
          Duration.ofSeconds(20));

  /** The same with another time for the guest to eject. */
  public Limits withEject(Duration limit) {
    return new Limits(quiet, notice, unused, limit, cancel, claim, receive, reaction, service);
  }
}
