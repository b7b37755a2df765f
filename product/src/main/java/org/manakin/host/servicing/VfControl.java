package org.manakin.host.servicing;

import java.util.List;
import org.manakin.observe.Inspectable;

/**
 * What an operator can do to the VF of a NIC. Any thread; operations wait for the guest and take
 * from a few ms to the time limits of {@link Limits}. One operation at a time on a machine: a
 * second one is refused, it does not wait.
 */
public interface VfControl extends Inspectable {
  /** The NIC's name. */
  String nic();

  /** The machine's name. */
  String machine();

  VfState state();

  /** What the state means here and what can be done, one line for people. */
  String explanation();

  /**
   * Takes the VF away, and with it the VFs of all NICs of the machine. Returns when QEMU has
   * unplugged them.
   *
   * @throws OperationException if it was refused or did not end in time; a guest that does not
   *     eject leaves the VF STUCK, and what comes of it is told to the {@link TransitionListener}
   */
  Transition revoke(RevokeMode mode) throws OperationException;

  /**
   * Gives the VFs of the machine back. Returns when the driver receives on this one again, or when
   * the time for that is over ({@link Transition.Outcome#NO_REACTION}).
   */
  Transition restore() throws OperationException;

  /**
   * Tells the driver something and waits for its reaction: up to 20 s for those events that take
   * the driver away, some ms for the link.
   */
  Transition service(VfEvent event) throws OperationException;

  /** The last operations, oldest first. */
  List<Transition> history();
}
