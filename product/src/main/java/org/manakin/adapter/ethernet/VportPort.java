package org.manakin.adapter.ethernet;

import org.jspecify.annotations.Nullable;
import org.manakin.observe.Counters;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * A vPort's place in the host's network: as a {@link Port} it takes frames for the guest, and it
 * knows the port that takes the guest's frames. Lives as long as the adapter, whatever drivers come
 * and go.
 *
 * <p>Any thread.
 */
public final class VportPort implements Port {
  private static final Port NOWHERE = frame -> {};

  private volatile Port out = NOWHERE;
  private volatile @Nullable Vport inside;
  private volatile VportListener listener = VportListener.NONE;
  private volatile SourceRule guard = SourceRule.ANY;
  private volatile boolean stalled;

  /** Of the vPorts of drivers that are gone, and of frames that came while there was none. */
  private final Counters<EthernetCounter> past = new Counters<>(EthernetCounter.class);

  /** Sends the guest's frames to {@code port} from now on. */
  public void connect(Port port) {
    out = port;
  }

  /** Sends the guest's frames nowhere. */
  public void disconnect() {
    out = NOWHERE;
  }

  /** Has {@code told} hear of the driver from now on; there is one listener. */
  public void listen(VportListener told) {
    listener = told;
  }

  /** Has {@code rule} decide what the guest may send. */
  public void guard(SourceRule rule) {
    guard = rule;
  }

  /**
   * Stops frames in both directions, or lets them pass again; part of {@link
   * org.manakin.adapter.Adapter#stall}, which also has held-up sends go on.
   */
  public void stall(boolean on) {
    stalled = on;
  }

  /** Whether frames that are delivered now are taken. */
  public boolean receiving() {
    Vport vport = inside;
    return vport != null && vport.receiving();
  }

  /** Whether the driver has posted sends that are not done yet. */
  public boolean sending() {
    Vport vport = inside;
    return vport != null && vport.sending();
  }

  /** What the vPort has counted since its driver came; 0 without a driver. */
  public long count(EthernetCounter counter) {
    Vport vport = inside;
    return vport == null ? 0 : vport.count(counter);
  }

  /** What was counted since the adapter was made, whatever drivers came and went. */
  public synchronized long total(EthernetCounter counter) {
    return past.get(counter) + count(counter);
  }

  @Override
  public void deliver(Frame frame) {
    Vport vport = inside;
    if (vport != null) {
      vport.deliver(frame);
    } else if (!listener.missed(frame)) {
      past.addConcurrently(EthernetCounter.RX_ERR_VPORT_DISABLED, 1);
    }
  }

  @Override
  public void flush() {
    Vport vport = inside;
    if (vport != null) {
      vport.flush();
    }
  }

  @Override
  public boolean hasRoom() {
    Vport vport = inside;
    return vport == null || vport.hasRoom();
  }

  Port out() {
    return out;
  }

  VportListener listener() {
    return listener;
  }

  SourceRule guard() {
    return guard;
  }

  boolean stalled() {
    return stalled;
  }

  synchronized void setInside(@Nullable Vport vport) {
    Vport before = inside;
    inside = vport;
    if (before != null) {
      for (EthernetCounter counter : EthernetCounter.values()) {
        past.addConcurrently(counter, before.count(counter));
      }
    }
  }
}
