package org.manakin.vswitch;

import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.vswitch.policy.EndpointPolicy;
import org.manakin.vswitch.policy.PolicyEngine;

/**
 * A NIC's place in its network, with two legs to the guest. Frames from the guest are taken from
 * both at all times. Frames for the guest go to the active leg, or wait while it is not known which
 * one the guest listens to; at first there is none. A frame never passes another of the same
 * sender.
 *
 * <p>Any thread. Frames are delivered by their senders' threads, held ones by the switch's.
 */
public final class Endpoint implements Inspectable {
  /** A leg that had no room for so long gets what is held without being asked. */
  static final long STUCK_NANOS = 1_000_000_000;

  /** So soon a leg without room is asked again. */
  static final long PAUSE_NANOS = 200_000;

  /** Frames drained before others get their turn. */
  private static final int BURST = 256;

  private static final long NEVER = Long.MIN_VALUE;

  private final EndpointSpec spec;
  private final Network network;
  private final AssignedAddresses addresses;
  private final Clock clock;
  private final Runnable wake;
  private final EndpointPolicy policy;
  private final Leg vf;
  private final Leg synthetic;
  private final ReentrantLock lock = new ReentrantLock();

  /** The active leg while frames go straight to it; null while they do not. */
  private volatile @Nullable Leg direct;

  // Guarded by the lock; the volatile ones are read without it.
  private final Counters<EndpointCounter> counters = new Counters<>(EndpointCounter.class);
  private final Backlog backlog;
  private volatile Delivery delivery = Delivery.SILENT;
  private volatile @Nullable Leg active;
  private volatile long deadline;
  private long heldSince;
  private volatile long longestHold;
  private volatile long noRoomSince = NEVER;

  // Of the thread that drains.
  private @Nullable Thread drainer;
  private boolean refused;

  Endpoint(
      EndpointSpec spec,
      Network network,
      PolicyEngine policies,
      HoldMemory memory,
      Clock clock,
      Runnable wake) {
    this.spec = spec;
    this.network = network;
    this.addresses = new AssignedAddresses(spec.addresses());
    this.clock = clock;
    this.wake = wake;
    this.policy = policies.addEndpoint(spec.name(), spec.policy(), spec.egressBitsPerSecond());
    this.vf = new Leg(LegKind.VF, this, policies.addIngress(spec.name() + " vf"), clock);
    this.synthetic =
        new Leg(LegKind.SYNTHETIC, this, policies.addIngress(spec.name() + " synthetic"), clock);
    this.backlog = new Backlog(memory);
  }

  public EndpointSpec spec() {
    return spec;
  }

  public String name() {
    return spec.name();
  }

  public Leg vf() {
    return vf;
  }

  public Leg synthetic() {
    return synthetic;
  }

  public Leg leg(LegKind kind) {
    return kind == LegKind.VF ? vf : synthetic;
  }

  /** What it may send and receive. */
  public EndpointPolicy policy() {
    return policy;
  }

  public Counters<EndpointCounter> counters() {
    return counters;
  }

  /** Which leg was activated last, unless frames are held or dropped; null then. */
  public @Nullable LegKind active() {
    Leg leg = active;
    return leg == null ? null : leg.kind();
  }

  /**
   * Has frames for the guest wait, in order, until a leg is activated. After {@code nanosAtMost} at
   * the latest they go to the synthetic leg, or to the VF if nothing is connected there. Called
   * again, it starts the time anew.
   */
  public void hold(long nanosAtMost) {
    lock.lock();
    try {
      long now = clock.nanos();
      if (delivery != Delivery.HOLDING && delivery != Delivery.DRAINING) {
        heldSince = now;
        counters.increment(EndpointCounter.HOLDS);
      }
      deadline = now + nanosAtMost;
      enter(Delivery.HOLDING, null);
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /**
   * Makes {@code kind} the leg to which frames for the guest go. What is held goes first, in order,
   * by the switch's thread, as the leg has room.
   */
  public void activate(LegKind kind) {
    lock.lock();
    try {
      enter(backlog.isEmpty() ? Delivery.DIRECT : Delivery.DRAINING, leg(kind));
    } finally {
      lock.unlock();
    }
    wake.run();
  }

  /** Has frames for the guest dropped and counted, those that are held too. */
  public void silence() {
    lock.lock();
    try {
      counters.add(EndpointCounter.DROPPED_SILENT, backlog.clear());
      enter(Delivery.SILENT, null);
    } finally {
      lock.unlock();
    }
  }

  private void enter(Delivery next, @Nullable Leg leg) {
    if (next == Delivery.DIRECT && delivery != Delivery.DIRECT && delivery != Delivery.SILENT) {
      longestHold = Math.max(longestHold, clock.nanos() - heldSince);
    }
    Leg before = active;
    if (before != leg) {
      long now = clock.nanos();
      if (before != null) {
        before.deactivated(now);
      }
      if (leg != null) {
        leg.activated(now);
      }
    }
    delivery = delivery.become(next);
    noRoomSince = NEVER;
    active = leg;
    direct = next == Delivery.DIRECT ? leg : null;
  }

  /**
   * Whether source MAC and IP address of the frame are this endpoint's; what a VF asks before it
   * sends. Any thread; allocates nothing.
   */
  public boolean owns(Frame frame) {
    return SourceCheck.passes(frame, this);
  }

  /**
   * Takes a frame that {@code by} got from the switch and cannot give to the guest, if there is
   * another way or frames are held. On the thread that delivered it, before that call returns.
   *
   * @return false if there is none, so that the frame is lost
   */
  public boolean returned(LegKind by, Frame frame) {
    Leg other;
    lock.lock();
    try {
      other = active;
      if (delivery == Delivery.SILENT || (other != null && other.kind() == by)) {
        return false;
      }
      if (delivery != Delivery.DIRECT || other == null) {
        return keepReturned(frame);
      }
      counters.increment(EndpointCounter.RETURNED);
    } finally {
      lock.unlock();
    }
    return other.outlet().deliverAlone(frame);
  }

  private boolean keepReturned(Frame frame) {
    counters.increment(EndpointCounter.RETURNED);
    if (Thread.currentThread() == drainer) {
      // it is still the first of those held: it needs no other place
      refused = true;
      return true;
    }
    return keep(frame);
  }

  /** Delivers a frame to the guest, for the sender whose thread and handover this is. */
  void toGuest(Frame frame, Handover handover) {
    Leg leg = direct;
    if (leg == null) {
      leg = directOrKept(frame);
    }
    if (leg != null) {
      leg.outlet().deliver(frame, handover);
    }
  }

  /** The active leg if there is one after all; null if the frame is held or dropped. */
  private @Nullable Leg directOrKept(Frame frame) {
    lock.lock();
    try {
      switch (delivery) {
        case DIRECT -> {
          return direct;
        }
        case SILENT -> counters.increment(EndpointCounter.DROPPED_SILENT);
        case HOLDING, DRAINING -> {
          boolean ignored = keep(frame);
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private boolean keep(Frame frame) {
    Backlog.Outcome outcome = backlog.add(frame);
    counters.increment(
        switch (outcome) {
          case KEPT -> EndpointCounter.HELD;
          case TOO_MANY_FRAMES -> EndpointCounter.DROPPED_HOLD_FRAMES;
          case TOO_MANY_BYTES -> EndpointCounter.DROPPED_HOLD_BYTES;
          case NO_MEMORY -> EndpointCounter.DROPPED_HOLD_MEMORY;
        });
    return outcome == Backlog.Outcome.KEPT;
  }

  /**
   * Ends a hold that lasts too long, and delivers held frames while their leg has room. The
   * switch's thread.
   *
   * @return frames delivered
   */
  int work(long now, Handover handover) {
    if (direct != null) {
      return 0;
    }
    expire(now);
    drainer = Thread.currentThread();
    int done = 0;
    for (; done < BURST; done++) {
      Leg leg = delivery == Delivery.DRAINING ? active : null;
      if (leg == null || !mayDrain(leg, now)) {
        break;
      }
      Frame frame = lend(leg);
      if (frame == null) {
        break;
      }
      leg.outlet().deliver(frame, handover);
      takeBack();
    }
    drainer = null;
    return done;
  }

  private void expire(long now) {
    if (delivery != Delivery.HOLDING || now - deadline < 0) {
      return;
    }
    lock.lock();
    try {
      if (delivery == Delivery.HOLDING && now - deadline >= 0) {
        counters.increment(EndpointCounter.HOLDS_EXPIRED);
        Leg fallback = synthetic.outlet().connected() ? synthetic : vf;
        enter(backlog.isEmpty() ? Delivery.DIRECT : Delivery.DRAINING, fallback);
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean mayDrain(Leg leg, long now) {
    if (leg.outlet().hasRoom()) {
      noRoomSince = NEVER;
      return true;
    }
    long since = noRoomSince;
    if (since == NEVER) {
      noRoomSince = now;
      return false;
    }
    return now - since >= STUCK_NANOS;
  }

  /** The oldest frame, for {@code leg}; null if there is none, or if it is not for that leg. */
  private @Nullable Frame lend(Leg leg) {
    lock.lock();
    try {
      if (delivery != Delivery.DRAINING || active != leg) {
        return null;
      }
      if (backlog.isEmpty()) {
        enter(Delivery.DIRECT, leg);
        return null;
      }
      if (noRoomSince != NEVER) {
        counters.increment(EndpointCounter.DRAINED_WITHOUT_ROOM);
      }
      return backlog.lend();
    } finally {
      lock.unlock();
    }
  }

  private void takeBack() {
    lock.lock();
    try {
      if (!refused) {
        counters.increment(EndpointCounter.DRAINED);
      }
      backlog.takeBack(!refused);
      refused = false;
      if (delivery == Delivery.DRAINING && backlog.isEmpty()) {
        enter(Delivery.DIRECT, active);
      }
    } finally {
      lock.unlock();
    }
  }

  /** When {@link #work} has something to do, by the clock given. */
  long nextDeadline(long now) {
    return switch (delivery) {
      case SILENT, DIRECT -> Long.MAX_VALUE;
      case HOLDING -> deadline;
      case DRAINING -> noRoomSince == NEVER ? now : now + PAUSE_NANOS;
    };
  }

  Delivery delivery() {
    return delivery;
  }

  long mac() {
    return spec.mac().value();
  }

  Network network() {
    return network;
  }

  AssignedAddresses addresses() {
    return addresses;
  }

  @Override
  public void inspect(Node node) {
    Leg leg = active;
    node.value("network", network.name());
    node.value("mac", spec.mac().toString());
    node.value("delivery", Node.nameOf(delivery));
    node.value("active", leg == null ? "none" : Node.nameOf(leg.kind()));
    lock.lock();
    try {
      node.value("held_frames", backlog.frames());
      node.value("held_bytes", backlog.bytes());
    } finally {
      lock.unlock();
    }
    node.value("longest_hold_microseconds", longestHold / 1_000);
    node.child("frames", counters);
    node.child("vf", vf);
    node.child("synthetic", synthetic);
  }
}
