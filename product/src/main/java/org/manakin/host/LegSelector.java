package org.manakin.host;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.ethernet.VportListener;
import org.manakin.host.servicing.DataPath;
import org.manakin.observe.Clock;
import org.manakin.packet.Frame;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.LegKind;

/**
 * Chooses the leg on which an endpoint's frames reach the guest, from what the driver of the VF
 * does. A planned revoke loses nothing by it: frames wait from the moment at which the driver stops
 * receiving until it lets go of the device.
 *
 * <p>The driver's actions come on the adapter's service thread, {@link #missed} on senders'.
 */
final class LegSelector implements VportListener {
  /** Longer than any driver was seen to take from "off" to its end, or to come back. */
  static final long USUAL_HOLD_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** For drivers that let go of the device and take it up again after 10 s. */
  static final long SERVICE_HOLD_NANOS = TimeUnit.SECONDS.toNanos(15);

  /** How long the driver waits for what the guest has not yet taken from the synthetic NIC. */
  private static final long LONGEST_DRAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private static final long LOOK_AGAIN_NANOS = TimeUnit.MICROSECONDS.toNanos(50);

  private final Endpoint endpoint;
  private final BooleanSupplier syntheticDrained;
  private final Clock clock;
  private volatile PathState state = PathState.SYNTHETIC;
  private volatile boolean untilReceiving;
  private volatile DataPath.@Nullable Listener listener;

  /**
   * @param syntheticDrained whether the guest has taken all frames from its synthetic NIC
   */
  LegSelector(Endpoint endpoint, BooleanSupplier syntheticDrained, Clock clock) {
    this.endpoint = endpoint;
    this.syntheticDrained = syntheticDrained;
    this.clock = clock;
    endpoint.activate(LegKind.SYNTHETIC);
  }

  /** Has {@code told} hear of the driver's actions, after they took effect here. */
  void tell(DataPath.Listener told) {
    listener = told;
  }

  PathState state() {
    return state;
  }

  /**
   * While on, frames wait although the driver lets go of the device: the guest keeps the VF's
   * interface and does not look at the synthetic NIC. Any thread, before the driver acts.
   */
  void holdUntilReceiving(boolean on) {
    untilReceiving = on;
  }

  @Override
  public void receiving(boolean on) {
    become(on ? PathState.VF : PathState.HELD);
    endpoint.hold(untilReceiving ? SERVICE_HOLD_NANOS : USUAL_HOLD_NANOS);
    if (on) {
      // What the guest has still to take from the synthetic NIC is older than what follows.
      awaitDrained();
      endpoint.activate(LegKind.VF);
    }
    DataPath.Listener told = listener;
    if (told != null) {
      told.receiving(on);
    }
  }

  @Override
  public void released() {
    if (!untilReceiving || state != PathState.HELD) {
      become(PathState.SYNTHETIC);
      endpoint.activate(LegKind.SYNTHETIC);
    }
    DataPath.Listener told = listener;
    if (told != null) {
      told.released();
    }
  }

  /** A sender was under way to the VF when receiving was turned off. */
  @Override
  public boolean missed(Frame frame) {
    return endpoint.returned(LegKind.VF, frame);
  }

  private void awaitDrained() {
    long giveUp = clock.nanos() + LONGEST_DRAIN_NANOS;
    while (!syntheticDrained.getAsBoolean() && clock.nanos() - giveUp < 0) {
      LockSupport.parkNanos(LOOK_AGAIN_NANOS);
    }
  }

  private void become(PathState next) {
    if (next != state && !state.mayBecome(next)) {
      throw new IllegalStateException(state + " must not become " + next);
    }
    state = next;
  }
}
