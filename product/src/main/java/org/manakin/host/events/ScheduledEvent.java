package org.manakin.host.events;

import java.time.Instant;

/**
 * Something that is going to happen to a machine, or is happening.
 *
 * @param id unique, for acknowledging it
 * @param type Azure has Freeze, Reboot, Redeploy, Preempt and Terminate, and none for what we do
 * @param machine that it happens to
 * @param notBefore unless it is acknowledged earlier
 */
public record ScheduledEvent(
    String id, String type, String machine, String description, Instant notBefore, Status status) {
  /** The VFs of a machine will be revoked: our own type. */
  public static final String ADAPTER_REVOKE = "NetworkAdapterRevoke";

  /** How far it is; an event that is over is no longer listed. */
  public enum Status {
    SCHEDULED,
    STARTED
  }

  ScheduledEvent started() {
    return new ScheduledEvent(id, type, machine, description, notBefore, Status.STARTED);
  }
}
