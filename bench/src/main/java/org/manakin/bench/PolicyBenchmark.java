package org.manakin.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.manakin.observe.Clock;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.LegKind;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Direction;
import org.manakin.vswitch.policy.FlowTable;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.Prefix;
import org.manakin.vswitch.policy.SecurityRule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What policy costs a frame, in bursts of {@value #BURST}; one operation is one frame, which takes
 * its turn among the flows: its ports are written and its headers parsed. Both endpoints have so
 * many rules in each direction; the last of them allows what is sent, the others are about
 * something else.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PolicyBenchmark {
  static final int BURST = 32;
  private static final int BYTES = 64;
  private static final int PORTS = 34;
  private static final int FLAGS = 47;
  private static final int ACK = 0x10;
  private static final int ADDRESSES = 26;
  private static final int SWAPPED_PORTS = 50_000;
  private static final int SERVICE = 80;
  private static final String NETWORK = "network";
  private static final ValueLayout.OfInt U32 =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  @Param({"0", "10", "1000"})
  public int rules;

  @Param({"1", "100000"})
  public int flows;

  private final VirtualSwitch vswitch = new VirtualSwitch(Clock.SYSTEM, () -> {});
  private final MemorySegment memory = Arena.ofAuto().allocate(BYTES, Long.BYTES);
  private final Frame frame = new Frame();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final FlowTable forth = vswitch.policies().addIngress("forth");
  private final FlowTable back = vswitch.policies().addIngress("back");
  private int next;
  private int stranger;
  private long taken;

  @Setup
  public void build() {
    vswitch.addNetwork(new NetworkSpec(NETWORK, 1, OptionalInt.empty(), List.of()));
    endpoints.add(endpoint("a", Frames.FIRST_MAC, "10.0.0.1"));
    endpoints.add(endpoint("b", Frames.SECOND_MAC, "10.0.0.2"));
    endpoints.forEach(endpoint -> endpoint.synthetic().connect(taking -> taken++));
    endpoints.forEach(endpoint -> endpoint.activate(LegKind.SYNTHETIC));
    MemorySegment.copy(Frames.tcp4(BYTES), 0, memory, ValueLayout.JAVA_BYTE, 0, BYTES);
    if (!frame.add(memory, 0, BYTES)) {
      throw new IllegalStateException("a frame takes a fragment");
    }
    // every flow is a connection that was answered
    for (int i = 0; i < flows; i++) {
      flow(i);
      require(forth.admits(frame, endpoints.get(0).policy(), endpoints.get(1).policy()));
      turn();
      require(back.admits(frame, endpoints.get(1).policy(), endpoints.get(0).policy()));
      turn();
    }
  }

  private Endpoint endpoint(String name, long mac, String ip) {
    return vswitch.addEndpoint(
        new EndpointSpec(
            name, NETWORK, new MacAddress(mac), List.of(InetAddress.ofLiteral(ip)), rules(), 0));
  }

  private Policy rules() {
    List<SecurityRule> list = new ArrayList<>();
    for (int i = 1; i <= rules; i++) {
      boolean last = i == rules;
      for (Direction direction : Direction.values()) {
        list.add(
            new SecurityRule(
                direction + "-" + i,
                i,
                direction,
                OptionalInt.of(6),
                last ? Optional.empty() : Optional.of(Prefix.parse("10.9." + i % 256 + ".0/24")),
                Optional.empty(),
                Optional.empty(),
                Optional.of(last ? new PortRange(1, SERVICE) : new PortRange(1, 0xffff - i)),
                Action.ALLOW));
      }
    }
    Action byDefault = rules == 0 ? Action.ALLOW : Action.DENY;
    return new Policy(rules + " rules", list, byDefault, byDefault);
  }

  private static void require(boolean admitted) {
    if (!admitted) {
      throw new IllegalStateException("a frame that the rules allow is denied");
    }
  }

  /** Makes the frame one of flow number {@code i}. */
  private void flow(int i) {
    int source = 1 + i % SWAPPED_PORTS;
    int destination = SERVICE - i / SWAPPED_PORTS;
    memory.set(U32, PORTS, source << 16 | destination);
    memory.set(ValueLayout.JAVA_BYTE, FLAGS, (byte) ACK);
    frame.headers().parse(memory, 0, BYTES, BYTES);
  }

  /** Makes the frame one the other way. */
  private void turn() {
    int source = memory.get(U32, ADDRESSES);
    memory.set(U32, ADDRESSES, memory.get(U32, ADDRESSES + 4));
    memory.set(U32, ADDRESSES + 4, source);
    memory.set(U32, PORTS, Integer.rotateLeft(memory.get(U32, PORTS), 16));
    frame.headers().parse(memory, 0, BYTES, BYTES);
  }

  private void nextFlow() {
    next = next + 1 == flows ? 0 : next + 1;
    flow(next);
  }

  /** Policy alone. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public boolean policy() {
    boolean admitted = true;
    for (int i = 0; i < BURST; i++) {
      nextFlow();
      admitted &= forth.admits(frame, endpoints.get(0).policy(), endpoints.get(1).policy());
    }
    forth.flush();
    require(admitted);
    return admitted;
  }

  /** From a leg through the switch to a port that only counts. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public long vswitch() {
    long before = taken;
    for (int i = 0; i < BURST; i++) {
      nextFlow();
      endpoints.getFirst().synthetic().deliver(frame);
    }
    endpoints.getFirst().synthetic().flush();
    require(taken - before == BURST);
    return taken;
  }

  /** A flood by an uplink: each frame from another address, none ever answered. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public boolean newFlows() {
    boolean admitted = true;
    for (int i = 0; i < BURST; i++) {
      stranger++;
      memory.set(U32, ADDRESSES, stranger);
      flow(0);
      admitted &= forth.admits(frame, null, endpoints.get(1).policy());
    }
    forth.flush();
    memory.set(U32, ADDRESSES, 0x0a00_0001);
    return admitted;
  }
}
