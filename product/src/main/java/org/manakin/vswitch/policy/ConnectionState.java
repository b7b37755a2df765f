package org.manakin.vswitch.policy;

import org.jspecify.annotations.Nullable;

/**
 * How far a tracked connection is; decides how long it may be silent, and whether it may be evicted
 * for a new one. The originator is the side that sent the first packet. Sequence numbers are not
 * followed: a forged RST shortens a connection's time and does not end it.
 *
 * <pre>
 * NEW            reply -> ASSURED
 * ASSURED        (stays)
 * ECHO           (stays)
 * SYN_SENT       SYN or SYN+ACK of the replier -> SYN_RECEIVED
 * SYN_RECEIVED   originator's plain segment -> ESTABLISHED; FIN as below
 * PICKED_UP      replier's plain, SYN or SYN+ACK -> ESTABLISHED; FIN as below
 * ESTABLISHED    FIN -> FIN_ORIGINAL or FIN_REPLY, by its sender
 * FIN_ORIGINAL   replier's FIN -> TIME_WAIT
 * FIN_REPLY      originator's FIN -> TIME_WAIT
 * TIME_WAIT      originator's SYN -> SYN_SENT
 * RESET          originator's SYN -> SYN_SENT
 * any of TCP     RST -> RESET
 * </pre>
 *
 * <p>Everything else leaves the state as it is. Forbidden: to ESTABLISHED without a segment of the
 * replier; out of TIME_WAIT and RESET other than by the originator's SYN (the replier's SYN begins
 * another connection, about which the rules are asked: {@link #isEndedBy}); between TCP's states
 * and the others.
 */
enum ConnectionState {
  /** UDP and others: only the originator spoke. */
  NEW(30, false),
  /** UDP and others: both spoke. */
  ASSURED(180, true),
  /** ICMP echo, answered or not. */
  ECHO(10, false),
  /** TCP: the originator's SYN was seen. */
  SYN_SENT(60, false),
  /** TCP: and it was answered. */
  SYN_RECEIVED(60, false),
  /** TCP: first seen in the middle of its life, from one side. */
  PICKED_UP(60, false),
  /** TCP: open. RFC 5382 wants two hours and four minutes at least. */
  ESTABLISHED(7440, true),
  /** TCP: the originator is done, the replier may go on. */
  FIN_ORIGINAL(7440, true),
  /** TCP: the replier is done, the originator may go on. */
  FIN_REPLY(7440, true),
  /** TCP: both are done. */
  TIME_WAIT(30, false),
  /** TCP: broken off. */
  RESET(10, false);

  private static final ConnectionState[] STATES = values();

  private final int ticks;
  private final boolean assured;

  ConnectionState(int seconds, boolean assured) {
    this.ticks = Ticks.ofSeconds(seconds);
    this.assured = assured;
  }

  /**
   * The state of a connection that begins with such a packet; null if it is not tracked: an RST, an
   * echo reply that nobody asked for.
   */
  static @Nullable ConnectionState first(FlowKey key) {
    if (key.protocol() == IpProtocol.TCP) {
      return switch (key.segment) {
        case SYN -> SYN_SENT;
        case FIN -> FIN_ORIGINAL;
        case RST -> null;
        case PLAIN, SYN_ACK -> PICKED_UP;
      };
    }
    if (key.isEchoReply()) {
      return null;
    }
    return key.isEchoRequest() ? ECHO : NEW;
  }

  /** The state after a packet of the originator or of the replier. */
  ConnectionState after(TcpSegment segment, boolean reply) {
    boolean tcp = this != NEW && this != ASSURED && this != ECHO;
    if (tcp && segment == TcpSegment.RST) {
      return RESET;
    }
    boolean fin = segment == TcpSegment.FIN;
    boolean syn = segment == TcpSegment.SYN;
    return switch (this) {
      case NEW -> reply ? ASSURED : NEW;
      case ASSURED, ECHO -> this;
      case SYN_SENT -> reply && (syn || segment == TcpSegment.SYN_ACK) ? SYN_RECEIVED : this;
      case SYN_RECEIVED ->
          fin ? fin(reply) : !reply && segment == TcpSegment.PLAIN ? ESTABLISHED : this;
      case PICKED_UP -> fin ? fin(reply) : reply ? ESTABLISHED : this;
      case ESTABLISHED -> fin ? fin(reply) : this;
      case FIN_ORIGINAL -> fin && reply ? TIME_WAIT : this;
      case FIN_REPLY -> fin && !reply ? TIME_WAIT : this;
      case TIME_WAIT, RESET -> syn && !reply ? SYN_SENT : this;
    };
  }

  private static ConnectionState fin(boolean reply) {
    return reply ? FIN_REPLY : FIN_ORIGINAL;
  }

  /**
   * Whether such a packet does not belong to the connection any more, but begins one the other way.
   */
  boolean isEndedBy(TcpSegment segment, boolean reply) {
    return reply && segment == TcpSegment.SYN && (this == TIME_WAIT || this == RESET);
  }

  /** Whether a plain packet from this side leaves the state as it is. */
  boolean isSteady(boolean reply) {
    return after(TcpSegment.PLAIN, reply) == this;
  }

  /** For how many ticks it may be silent. */
  int ticks() {
    return ticks;
  }

  /** Whether both sides want the connection, so that it is not evicted for a new one. */
  boolean assured() {
    return assured;
  }

  // The code lives in memory only, next to the constant.
  @SuppressWarnings("EnumOrdinal")
  int code() {
    return ordinal();
  }

  static ConnectionState of(int code) {
    return STATES[code];
  }
}
