package org.manakin.driver;

import java.lang.invoke.VarHandle;
import org.manakin.wire.gdma.Doorbell;

/**
 * One page of doorbells in BAR 0. Each doorbell is one 64-bit store that follows all earlier stores
 * to memory.
 */
public final class DoorbellPage {
  private final DeviceBacking device;
  private final long base;

  DoorbellPage(DeviceBacking device, long base) {
    this.device = device;
    this.base = base;
  }

  /** Where the page starts in BAR 0. */
  public long base() {
    return base;
  }

  /** Rings an SQ: its producer position is {@code head} bytes. */
  public void sq(int id, int head) {
    write(Doorbell.SQ_OFFSET, Doorbell.WQ_ID.placeLong(id) | Doorbell.WQ_TAIL_PTR.placeLong(head));
  }

  /** Rings an RQ: its producer position is {@code head} bytes. */
  public void rq(int id, int head) {
    write(Doorbell.RQ_OFFSET, Doorbell.WQ_ID.placeLong(id) | Doorbell.WQ_TAIL_PTR.placeLong(head));
  }

  /** Reports a CQ's consumer position, modulo 8 rings, and asks for an event or for none. */
  public void cq(int id, int tail, boolean arm) {
    write(
        Doorbell.CQ_OFFSET,
        Doorbell.CQ_ID.placeLong(id)
            | Doorbell.CQ_TAIL_PTR.placeLong(tail)
            | Doorbell.CQ_ARM.placeLong(arm ? 1 : 0));
  }

  /** Reports an EQ's consumer position, modulo 8 rings, and asks for an interrupt or for none. */
  public void eq(int id, int tail, boolean arm) {
    write(
        Doorbell.EQ_OFFSET,
        Doorbell.EQ_ID.placeLong(id)
            | Doorbell.EQ_TAIL_PTR.placeLong(tail)
            | Doorbell.EQ_ARM.placeLong(arm ? 1 : 0));
  }

  /** Moderates a CQ's events: one for {@code comps} completions, or after {@code micros}. */
  public void moderate(int cqId, int comps, int micros) {
    write(
        Doorbell.DIM_OFFSET,
        Doorbell.DIM_ID.placeLong(cqId)
            | Doorbell.DIM_MOD_USEC.placeLong(micros)
            | Doorbell.DIM_MOD_USEC_VLD.placeLong(1)
            | Doorbell.DIM_MOD_COMPS.placeLong(comps)
            | Doorbell.DIM_MOD_COMPS_VLD.placeLong(1));
  }

  /** Stores any value at {@code offset} in the page. */
  public void write(int offset, long value) {
    VarHandle.fullFence();
    device.write64(base + offset, value);
  }
}
