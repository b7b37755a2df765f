package org.manakin.vswitch.policy;

import org.jspecify.annotations.Nullable;
import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;

/**
 * Decides about the frames of one ingress (a leg, an uplink), and remembers for each flow what the
 * layers said: sender's OUT rules, receiver's IN rules. Made by {@link PolicyEngine#addIngress}.
 * One thread at a time: the one that delivers the ingress's frames.
 *
 * <p>An entry of the table is only a memory: it counts while the rules of both endpoints are the
 * same and the connections that it rests on are there, in the same state. Otherwise the packet
 * walks the layers, with the same outcome as if there were no entry.
 *
 * <p>What the rules do not speak of: ARP, neighbour solicitation and advertisement, router
 * solicitation and multicast listener messages pass. Other EtherTypes, and IP packets whose ports
 * cannot be found, pass where neither endpoint's rules deny anything in that direction, and nowhere
 * else. The first fragment of a packet is judged by its ports, if all of its TCP header or 8 bytes
 * of another are in it, and the later ones like the first; a later one without a first is denied,
 * unless nothing is denied to anybody. An ICMP error about a packet of a live connection passes;
 * all other ICMP but echo is judged by itself, without a connection.
 */
public final class FlowTable implements Inspectable {
  /** The clock is read for so many frames at a time, and at the start of a burst. */
  private static final int FRAMES_PER_TIME = 32;

  private final String name;
  private final Clock clock;
  private final long epoch;
  private final FlowCache cache;
  private final FragmentTable fragments;
  private final Counters<PolicyCounter> counters = new Counters<>(PolicyCounter.class);
  private final FlowKey key = new FlowKey();
  private final FlowKey reported = new FlowKey();
  private final Layer out = new Layer(Direction.OUT);
  private final Layer in = new Layer(Direction.IN);
  private long pair;
  private int framesUntilTime;
  private long now;
  private int tick;

  /**
   * @param epoch the tick 0, by the clock
   */
  FlowTable(String name, Clock clock, long epoch, PolicyLimits limits, long seed) {
    this.name = name;
    this.clock = clock;
    this.epoch = epoch;
    this.cache = new FlowCache(limits.flows(), seed);
    this.fragments = new FragmentTable(limits.fragmented(), seed);
  }

  public String name() {
    return name;
  }

  /**
   * Whether {@code frame} may go on; what may not is counted. Charges the sender's meter. A
   * super-frame is one packet to the rules, and to the meter all the frames that it becomes.
   *
   * <p>A frame that is flooded is asked about once with its sender and no receiver, then for each
   * receiver with no sender.
   *
   * @param sender the endpoint that sent it; null if it came by an uplink
   * @param receiver the endpoint that it is for; null if it goes to an uplink or is flooded
   */
  public boolean admits(
      Frame frame, @Nullable EndpointPolicy sender, @Nullable EndpointPolicy receiver) {
    if (sender == null && receiver == null) {
      return true;
    }
    if (framesUntilTime-- <= 0) {
      framesUntilTime = FRAMES_PER_TIME - 1;
      now = clock.nanos();
      tick = Ticks.at(now - epoch);
    }
    pair = out.at(sender) << Integer.SIZE | in.at(receiver);
    boolean admitted =
        switch (key.read(frame)) {
          case RESOLUTION -> true;
          case FOREIGN -> unlessRestricted(PolicyCounter.DENIED_ETHER_TYPE);
          case MALFORMED -> unlessRestricted(PolicyCounter.DENIED_MALFORMED);
          case FLOW -> flow(frame, false);
          case STATELESS -> flow(frame, true);
          case ERROR -> error(frame);
          case FIRST_FRAGMENT -> firstFragment(frame);
          case FRAGMENT -> laterFragment();
        };
    return admitted && (sender == null || metered(frame, sender));
  }

  /** The sender's burst is over: the clock is read anew for the next frame. */
  public void flush() {
    framesUntilTime = 0;
  }

  private boolean flow(Frame frame, boolean stateless) {
    long hash = cache.hash(key, pair);
    int at = cache.find(key, pair, hash);
    if (at == FlowCache.NONE) {
      counters.increment(PolicyCounter.MISSES);
    } else if (holds(at)) {
      counters.increment(PolicyCounter.HITS);
      return again(at, frame.length());
    } else {
      counters.increment(PolicyCounter.REVALIDATIONS);
    }
    boolean admitted = walk(stateless);
    remember(at, hash, admitted, frame.length());
    return admitted;
  }

  /** Whether what the entry says is still so. */
  private boolean holds(int at) {
    long[] e = cache.entries();
    boolean admitted = (e[at + FlowCache.VERDICT] & FlowCache.ADMITTED) != 0;
    return e[at + FlowCache.GENERATIONS] == generations()
        && (!admitted || key.segment == TcpSegment.PLAIN)
        && out.holds(e[at + FlowCache.SENDER_INDEX], e[at + FlowCache.SENDER_WORD], tick)
        && in.holds(e[at + FlowCache.RECEIVER_INDEX], e[at + FlowCache.RECEIVER_WORD], tick);
  }

  private long generations() {
    return (long) out.generation() << Integer.SIZE | in.generation();
  }

  /** Another packet of a flow whose entry holds. */
  private boolean again(int at, int bytes) {
    long[] e = cache.entries();
    cache.count(at, bytes, tick);
    long verdict = e[at + FlowCache.VERDICT];
    if ((verdict & FlowCache.ADMITTED) != 0) {
      out.touch(e[at + FlowCache.SENDER_INDEX], tick);
      in.touch(e[at + FlowCache.RECEIVER_INDEX], tick);
      return true;
    }
    counters.increment(PolicyCounter.DENIED);
    out.hitAgain(FlowCache.outRule(verdict));
    in.hitAgain(FlowCache.inRule(verdict));
    return false;
  }

  /** The layers one after the other; afterwards they say what the outcome rests on. */
  private boolean walk(boolean stateless) {
    if (!out.decide(key, stateless, tick)) {
      counters.increment(PolicyCounter.DENIED);
      in.standAside();
      return false;
    }
    if (!in.decide(key, stateless, tick)) {
      counters.increment(PolicyCounter.DENIED);
      out.standAside();
      return false;
    }
    if (!stateless) {
      out.commit(key, tick);
      in.commit(key, tick);
    }
    return true;
  }

  private void remember(int old, long hash, boolean admitted, int bytes) {
    // a denial is no connection that anybody would miss
    boolean settled = admitted && out.settled() && in.settled();
    int at = old;
    if (at == FlowCache.NONE) {
      long evictions = cache.evictions();
      at = cache.insert(key, pair, hash, settled, tick);
      counters.add(PolicyCounter.EVICTIONS, cache.evictions() - evictions);
    }
    if (at == FlowCache.NONE) {
      counters.increment(PolicyCounter.UNCACHED);
      return;
    }
    cache.open(at);
    long[] e = cache.entries();
    e[at + FlowCache.GENERATIONS] = generations();
    e[at + FlowCache.SENDER_INDEX] = out.index;
    e[at + FlowCache.SENDER_WORD] = out.word;
    e[at + FlowCache.RECEIVER_INDEX] = in.index;
    e[at + FlowCache.RECEIVER_WORD] = in.word;
    e[at + FlowCache.VERDICT] = FlowCache.verdict(admitted, out.ruleNumber(), in.ruleNumber());
    cache.close(at);
    cache.rate(at, settled, tick);
    cache.count(at, bytes, tick);
  }

  private boolean error(Frame frame) {
    FlowKey about = reported.readReported(frame) ? reported : null;
    boolean admitted = out.decideError(key, about, tick) && in.decideError(key, about, tick);
    if (!admitted) {
      counters.increment(PolicyCounter.DENIED);
    } else if (out.related() || in.related()) {
      counters.increment(PolicyCounter.RELATED);
    }
    return admitted;
  }

  private boolean firstFragment(Frame frame) {
    boolean admitted = flow(frame, false);
    if (fragments.put(key, pair, admitted, tick)) {
      counters.increment(PolicyCounter.FORGOTTEN_FRAGMENTS);
    }
    return admitted;
  }

  private boolean laterFragment() {
    int verdict = fragments.get(key, pair, tick);
    if (verdict == FragmentTable.UNKNOWN) {
      return unlessRestricted(PolicyCounter.DENIED_FRAGMENTS);
    }
    if (verdict == FragmentTable.DENIED) {
      counters.increment(PolicyCounter.DENIED_FRAGMENTS);
    }
    return verdict == FragmentTable.ADMITTED;
  }

  /** Of what the rules cannot judge: it passes where they deny nothing. */
  private boolean unlessRestricted(PolicyCounter reason) {
    boolean open = out.isOpen() && in.isOpen();
    if (!open) {
      counters.increment(reason);
    }
    return open;
  }

  private boolean metered(Frame frame, EndpointPolicy sender) {
    TokenBucket meter = sender.meter();
    if (meter == null || meter.take(now, wireBytes(frame))) {
      return true;
    }
    counters.increment(PolicyCounter.METERED);
    return false;
  }

  /** The bytes of all the frames that this one becomes. */
  private static long wireBytes(Frame frame) {
    int size = frame.segmentSize();
    int headers = frame.headers().payload();
    int payload = frame.length() - headers;
    if (size <= 0 || payload <= size) {
      return frame.length();
    }
    return payload + (payload + size - 1L) / size * headers;
  }

  Counters<PolicyCounter> counters() {
    return counters;
  }

  /** The entries, for {@link FlowCache#copy}. */
  long[] shown() {
    return cache.shown();
  }

  @Override
  public void inspect(Node node) {
    counters.inspect(node);
  }
}
