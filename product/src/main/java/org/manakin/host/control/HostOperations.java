package org.manakin.host.control;

import java.util.List;
import java.util.Optional;
import org.manakin.host.servicing.TransitionListener;
import org.manakin.host.servicing.VfControl;
import org.manakin.observe.Inspectable;
import org.manakin.vswitch.policy.Policy;

/**
 * A running host as the control API needs it. Any thread, several at once; only operations on a VF
 * take long. Its inspection tree is what {@code GET /stats} shows.
 */
public interface HostOperations extends Inspectable {
  /** The host's name. */
  String name();

  /** All NICs as they are now, in the file's order. */
  List<NicStatus> nics();

  /** The VF of that NIC; empty if the NIC has none or there is no such NIC. */
  Optional<VfControl> vf(String nic);

  /**
   * The flows that the switch remembers now, at most {@code most} of them, the latest used first
   * where that costs nothing.
   */
  List<FlowEntry> flows(int most);

  /** All policies, in no particular order. */
  List<Policy> policies();

  /**
   * Puts {@code policy} in the place of the one of its name, for all NICs that name it, or adds it.
   */
  void apply(Policy policy);

  /** Forgets a policy that no NIC names; nothing if there is none. */
  void forget(String policy);

  /** From now on {@code listener} is told too. */
  void listen(TransitionListener listener);
}
