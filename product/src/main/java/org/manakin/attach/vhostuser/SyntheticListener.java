package org.manakin.attach.vhostuser;

/** Told, by the NIC's thread, what the guest does with a synthetic NIC. Must not wait. */
@FunctionalInterface
public interface SyntheticListener {
  /**
   * The guest's driver runs the first receive ring, or does no longer: it was stopped or broke, or
   * QEMU is gone. Called on each change, and at once on listening if it runs.
   */
  void started(boolean running);
}
