package org.manakin.adapter.ethernet;

import java.util.List;
import org.manakin.adapter.hwc.Command;

/**
 * The commands of the Ethernet device. Those of a physical function (HW ports, filters) and of a
 * driver in a higher trust level of the guest (moving the filter) are missing, hence answered
 * "unsupported".
 */
public final class EthernetCommands {
  private EthernetCommands() {}

  public static List<Command> of(Ethernet ethernet) {
    return List.of(
        new QueryDevConfig(ethernet),
        new QueryVportConfig(ethernet),
        new ConfigVportTx(ethernet),
        new CreateWqObj(ethernet),
        new DestroyWqObj(ethernet),
        new FenceRq(ethernet),
        new ConfigVportRx(ethernet),
        new QueryGfStat(ethernet),
        new QueryPhyStat(ethernet),
        new QueryLinkConfig(ethernet),
        new SetBwClamp(ethernet));
  }
}
