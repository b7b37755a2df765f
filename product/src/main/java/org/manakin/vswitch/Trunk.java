package org.manakin.vswitch;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.VlanTag;

/** Networks by the VLAN id that they have on trunks; the same for all trunks. Any thread. */
final class Trunk {
  private final AtomicReferenceArray<@Nullable Network> networks =
      new AtomicReferenceArray<>(NetworkSpec.MOST_VLAN + 2);

  @Nullable Network network(int vlan) {
    return networks.get(vlan);
  }

  void put(int vlan, Network network) {
    networks.set(vlan, network);
  }

  /** The network whose tag the frame has; null: none. */
  @Nullable Network network(Frame frame) {
    Headers headers = frame.headers();
    return headers.tagged() ? networks.get(VlanTag.id(headers.tci())) : null;
  }
}
