package org.manakin.vswitch.policy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Node;

/** Reads flow tables that are at work, and makes records of what is alive in them. */
final class FlowView {
  private static final String UNTRACKED = "untracked";
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;

  private final Map<Integer, EndpointPolicy> endpoints;
  private final int tick;
  private final long[] entry = new long[FlowCache.ENTRY];

  FlowView(Map<Integer, EndpointPolicy> endpoints, int tick) {
    this.endpoints = endpoints;
    this.tick = tick;
  }

  /** Entry number {@code index} of a table, or null if nothing that still holds is there. */
  @Nullable FlowRecord read(String ingress, long[] entries, int index) {
    if (!FlowCache.copy(entries, index, entry)) {
      return null;
    }
    int out = (int) (entry[FlowCache.PAIR] >>> Integer.SIZE);
    int in = (int) entry[FlowCache.PAIR];
    EndpointPolicy sender = endpoints.get(out);
    EndpointPolicy receiver = endpoints.get(in);
    if ((out != 0 && sender == null) || (in != 0 && receiver == null)) {
      return null;
    }
    String sent = state(sender, FlowCache.SENDER_INDEX);
    String received = state(receiver, FlowCache.RECEIVER_INDEX);
    if (sent == null || received == null) {
      return null;
    }
    return record(ingress, sender, receiver, sent.equals(UNTRACKED) ? received : sent);
  }

  /** The state of the connection that a layer rests on; null if that is gone. */
  private @Nullable String state(@Nullable EndpointPolicy endpoint, int field) {
    long index = entry[field];
    if (endpoint == null || index < 0) {
      return UNTRACKED;
    }
    ConnectionState state =
        endpoint.connections().slots().stateNow((int) index, entry[field + 1], tick);
    return state == null ? null : Node.nameOf(state);
  }

  private FlowRecord record(
      String ingress,
      @Nullable EndpointPolicy sender,
      @Nullable EndpointPolicy receiver,
      String state) {
    long ports = entry[FlowCache.PORTS];
    long verdict = entry[FlowCache.VERDICT];
    long generations = entry[FlowCache.GENERATIONS];
    boolean v6 = (ports & FlowKey.V6) != 0;
    long ticks = entry[FlowCache.TICKS];
    return new FlowRecord(
        ingress,
        sender == null ? "" : sender.name(),
        receiver == null ? "" : receiver.name(),
        FlowKey.protocol(ports),
        address(v6, FlowCache.SOURCE_HIGH),
        FlowKey.sourcePort(ports),
        address(v6, FlowCache.DESTINATION_HIGH),
        FlowKey.destinationPort(ports),
        state,
        (verdict & FlowCache.ADMITTED) != 0 ? Action.ALLOW : Action.DENY,
        rule(sender, (int) (generations >>> Integer.SIZE), FlowCache.outRule(verdict)),
        rule(receiver, (int) generations, FlowCache.inRule(verdict)),
        entry[FlowCache.PACKETS],
        entry[FlowCache.BYTES],
        Ticks.nanos(Math.max(0, tick - (int) (ticks >>> Integer.SIZE))),
        Ticks.nanos(Math.max(0, tick - (int) ticks)));
  }

  private static String rule(@Nullable EndpointPolicy endpoint, int generation, int number) {
    if (endpoint == null || number == 0) {
      return "";
    }
    RuleTable rules = endpoint.rules();
    return rules.generation() == generation ? rules.name(number - 1) : "";
  }

  private InetAddress address(boolean v6, int field) {
    ByteBuffer bytes = ByteBuffer.allocate(v6 ? V6_BYTES : V4_BYTES);
    if (v6) {
      bytes.putLong(entry[field]).putLong(entry[field + 1]);
    } else {
      bytes.putInt((int) entry[field + 1]);
    }
    try {
      return InetAddress.getByAddress(bytes.array());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of 4 or 16 bytes", e);
    }
  }
}
