package org.manakin.vswitch;

import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.vswitch.policy.EndpointPolicy;
import org.manakin.vswitch.policy.FlowTable;

/**
 * What the thread that brings frames in at one place works with: preallocated memory and counters
 * of its own. One for each leg and uplink; one thread at a time.
 */
final class Ingress implements Inspectable {
  private final @Nullable Endpoint sender;
  private final @Nullable SwitchUplink uplink;
  private final FlowTable flows;
  private final Clock clock;
  private final Handover handover = new Handover();
  private final Retag retag = new Retag();
  private final AddressResponder responder = new AddressResponder();
  private final Counters<IngressCounter> counters = new Counters<>(IngressCounter.class);
  private volatile long lastHeard;
  private boolean inBurst;

  /** Of a leg of {@code sender}. */
  Ingress(Endpoint sender, FlowTable flows, Clock clock) {
    this(sender, null, flows, clock);
  }

  /** Of an uplink. */
  Ingress(SwitchUplink uplink, FlowTable flows, Clock clock) {
    this(null, uplink, flows, clock);
  }

  private Ingress(
      @Nullable Endpoint sender, @Nullable SwitchUplink uplink, FlowTable flows, Clock clock) {
    this.sender = sender;
    this.uplink = uplink;
    this.flows = flows;
    this.clock = clock;
    // "long ago", but no overflow when it is subtracted
    this.lastHeard = clock.nanos() - Long.MAX_VALUE / 2;
  }

  /** Null if frames come from outside. */
  @Nullable Endpoint sender() {
    return sender;
  }

  Handover handover() {
    return handover;
  }

  Retag retag() {
    return retag;
  }

  /**
   * Answers the frame, which went to a group, if it asks for an assigned address.
   *
   * <p>To a guest the answer goes the way of all frames for it, not to the leg that asked: a guest
   * that sends on one leg may still be deaf on it.
   */
  boolean answered(Frame frame, Network network, ForwardingTable table) {
    Frame answer = responder.answer(frame, table, sender);
    if (answer == null) {
      return false;
    }
    counters.increment(IngressCounter.ANSWERED);
    if (sender != null) {
      sender.toGuest(answer, handover);
    } else if (uplink != null) {
      uplink.send(answer, network, this);
    }
    return true;
  }

  Counters<IngressCounter> counters() {
    return counters;
  }

  void count(IngressCounter counter) {
    counters.increment(counter);
  }

  /** A frame of {@code bytes} bytes came. */
  void heard(int bytes) {
    if (!inBurst) {
      // the clock is not free: it is read at both ends of a burst, not for each frame
      inBurst = true;
      lastHeard = clock.nanos();
    }
    counters.increment(IngressCounter.FRAMES);
    counters.add(IngressCounter.BYTES, bytes);
  }

  /**
   * Whether the policies of the sender and the receiver let the frame pass; if not it is counted.
   *
   * @param receiver null if it goes to an uplink or to all
   */
  boolean admits(Frame frame, @Nullable Endpoint receiver) {
    Endpoint from = sender;
    return passes(
        frame, from == null ? null : from.policy(), receiver == null ? null : receiver.policy());
  }

  /** Whether the policy of one of all the receivers of a frame lets it pass. */
  boolean admitsCopy(Frame frame, Endpoint receiver) {
    return passes(frame, null, receiver.policy());
  }

  private boolean passes(Frame frame, @Nullable EndpointPolicy from, @Nullable EndpointPolicy to) {
    boolean pass = flows.admits(frame, from, to);
    if (!pass) {
      counters.increment(IngressCounter.DROPPED_DENIED);
    }
    return pass;
  }

  /** When the last frame came, by the switch's clock. Any thread. */
  long lastHeard() {
    return lastHeard;
  }

  /** The sender's burst is over. */
  void flush() {
    if (inBurst) {
      inBurst = false;
      lastHeard = clock.nanos();
    }
    flows.flush();
    handover.flush();
  }

  boolean mayGoOn() {
    return handover.mayGoOn(clock.nanos());
  }

  @Override
  public void inspect(Node node) {
    counters.inspect(node);
    node.child("finished", handover.finished());
  }
}
