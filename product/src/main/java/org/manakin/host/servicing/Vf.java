package org.manakin.host.servicing;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.manakin.observe.Node;

/**
 * A VF, its state and what its driver was last seen doing. Its machine runs the operations; the
 * state belongs to this object's lock, which nobody holds while waiting.
 */
final class Vf implements VfControl, DataPath.Listener {
  private static final int REMEMBERED = 100;
  private static final long NEVER = Long.MIN_VALUE;

  private final String nic;
  private final DataPath path;
  private final Machine machine;
  private final Deque<Transition> history = new ArrayDeque<>();
  private VfState state = VfState.OFFERED;
  private String why = "no driver has claimed it yet";
  private boolean receives;
  private boolean receivedBefore;
  private boolean claimedBefore;
  private boolean stalled;
  private long receiveOff = NEVER;
  private long receiveOn = NEVER;
  private long released = NEVER;
  private long servicedUntil = NEVER;

  Vf(String nic, DataPath path, Machine machine) {
    this.nic = nic;
    this.path = path;
    this.machine = machine;
    this.receives = path.receiving();
    path.listen(this);
  }

  DataPath path() {
    return path;
  }

  @Override
  public String nic() {
    return nic;
  }

  @Override
  public String machine() {
    return machine.name();
  }

  @Override
  public synchronized VfState state() {
    observe();
    return state;
  }

  @Override
  public synchronized String explanation() {
    observe();
    return why;
  }

  /** The driver turned receiving on or off. */
  @Override
  public synchronized void receiving(boolean on) {
    receives = on;
    if (on) {
      receiveOn = machine.clock().nanos();
      if (receiveOff != NEVER) {
        servicedUntil = NEVER;
      }
    } else {
      receiveOff = machine.clock().nanos();
    }
    observe();
  }

  /** The driver has let go; told several times over, the first counts. */
  @Override
  public synchronized void released() {
    receives = false;
    if (released == NEVER) {
      released = machine.clock().nanos();
    }
    observe();
  }

  /**
   * Remembers what the driver does with it, or did before the adapter died, so that a restore knows
   * what to wait for.
   */
  synchronized void rememberUse() {
    if (!path.dead()) {
      receivedBefore = receives;
      claimedBefore = path.claimed();
    }
    forgetSignals();
  }

  /** Whether the driver does with it what it did before it was revoked. */
  synchronized boolean usedAsBefore() {
    return receives || (!receivedBefore && (!claimedBefore || path.claimed()));
  }

  /** Stops the data path, or lets it go on if it was stopped. */
  synchronized void stall(boolean on) {
    if (on != stalled) {
      stalled = on;
      path.stall(on);
    }
  }

  synchronized boolean stalled() {
    return stalled;
  }

  /** Forgets when the driver did what, to see what it does next. */
  synchronized void forgetSignals() {
    receiveOff = NEVER;
    receiveOn = NEVER;
    released = NEVER;
  }

  synchronized OptionalLong receiveOffAt() {
    return at(receiveOff);
  }

  synchronized OptionalLong receiveOnAt() {
    return at(receiveOn);
  }

  synchronized OptionalLong releasedAt() {
    return at(released);
  }

  private static OptionalLong at(long nanos) {
    return nanos == NEVER ? OptionalLong.empty() : OptionalLong.of(nanos);
  }

  /** Whether an operation, or its aftermath, says where the VF is. */
  synchronized boolean inOperation() {
    return !state.settled() && state != VfState.SERVICING && state != VfState.DEAD;
  }

  /** Whether the driver receives. */
  synchronized boolean receives() {
    return receives;
  }

  /** An event was raised that may take the driver away: it is in service when it goes. */
  synchronized void inServiceUntil(long nanos) {
    servicedUntil = nanos;
  }

  /** Whatever was raised before plays no part any more. */
  synchronized void outOfService() {
    servicedUntil = NEVER;
    observe();
  }

  /** Where the VF is as far as driver and adapter decide. */
  private VfState observed() {
    if (path.dead()) {
      return VfState.DEAD;
    }
    if (receives) {
      return VfState.ACTIVE;
    }
    if (servicedUntil != NEVER) {
      if (servicedUntil - machine.clock().nanos() > 0) {
        return VfState.SERVICING;
      }
      servicedUntil = NEVER;
    }
    return path.claimed() ? VfState.CLAIMED : VfState.OFFERED;
  }

  /** Follows driver and adapter, unless an operation says where the VF is. */
  private void observe() {
    if (!inOperation()) {
      VfState now = observed();
      if (now != state && state.mayBecome(now)) {
        become(now, reason(now));
      }
    }
  }

  private static String reason(VfState state) {
    return switch (state) {
      case OFFERED -> "no driver has it";
      case CLAIMED -> "a driver has it and does not receive: it starts, or the interface is down";
      case ACTIVE -> "the driver receives";
      case SERVICING -> "the driver is away as it was told to be, for about 10 s";
      case DEAD -> "the adapter has died; revoke and restore the VF, or reset the machine";
      case REVOKING, STUCK, REVOKED, RESTORING -> throw new IllegalStateException(state.name());
    };
  }

  /** An operation is over for the VF: from now on driver and adapter decide. */
  synchronized void settle(String because) {
    VfState now = observed();
    if (now != state) {
      become(now, because + "; " + reason(now));
    }
  }

  synchronized void become(VfState next, String because) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(nic + ": " + state + " must not become " + next);
    }
    VfState from = state;
    state = next;
    why = because;
    machine.listener().became(nic, from, next, because);
  }

  @Override
  public Transition revoke(RevokeMode mode) throws OperationException {
    return machine.revoke(this, mode);
  }

  @Override
  public Transition restore() throws OperationException {
    return machine.restore(this);
  }

  @Override
  public Transition service(VfEvent event) throws OperationException {
    return machine.service(this, event);
  }

  void remember(Transition transition) {
    synchronized (history) {
      history.addLast(transition);
      if (history.size() > REMEMBERED) {
        history.removeFirst();
      }
    }
  }

  @Override
  public List<Transition> history() {
    synchronized (history) {
      return new ArrayList<>(history);
    }
  }

  @Override
  public void inspect(Node node) {
    node.value("state", Node.nameOf(state()));
    node.value("explanation", explanation());
    node.value("operations", history().size());
  }
}
