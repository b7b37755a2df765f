package org.manakin.adapter.ethernet;

import org.manakin.adapter.hwc.Refusal;
import org.manakin.wire.gdma.Status;

/** Finds what a request names, or refuses the request. */
final class Named {
  private Named() {}

  static Vport vport(Ethernet ethernet, long handle) throws Refusal {
    Vport vport = ethernet.vportOf(handle);
    if (vport == null) {
      throw new Refusal(Status.INVALID_HANDLE, "there is no vPort 0x%x".formatted(handle));
    }
    return vport;
  }
}
