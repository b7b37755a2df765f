package org.manakin.adapter.ethernet;

import org.jspecify.annotations.Nullable;
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

  /** Sends the guest's frames to {@code port} from now on. */
  public void connect(Port port) {
    out = port;
  }

  /** Sends the guest's frames nowhere. */
  public void disconnect() {
    out = NOWHERE;
  }

  @Override
  public void deliver(Frame frame) {
    Vport vport = inside;
    if (vport != null) {
      vport.deliver(frame);
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

  void setInside(@Nullable Vport vport) {
    inside = vport;
  }
}
