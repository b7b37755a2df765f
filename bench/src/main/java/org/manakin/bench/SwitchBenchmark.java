package org.manakin.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import org.manakin.driver.TxPacket;
import org.manakin.observe.Clock;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Port;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.Leg;
import org.manakin.vswitch.LegKind;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Policy;
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
 * A frame's way through the switch, without rules: alone, from the sender's leg to a port that only
 * counts, and between two drivers. In bursts of {@value #BURST}; one operation is one frame sent.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SwitchBenchmark {
  static final int BURST = 32;
  private static final int BUFFERS = 2 * BURST;
  private static final int BUFFER_BYTES = 2048;
  private static final String ALONE = "alone";
  private static final String DRIVERS = "drivers";

  /** Endpoints that a broadcast reaches. */
  private static final int OTHERS = 8;

  @Param({"64", "1500"})
  public int bytes;

  private final VirtualSwitch vswitch = new VirtualSwitch(Clock.SYSTEM, () -> {});
  private final Station from = new Station(Frames.FIRST_MAC, BUFFERS, BUFFER_BYTES);
  private final Station to = new Station(Frames.SECOND_MAC, BUFFERS, BUFFER_BYTES);
  private final TxPacket packet = new TxPacket();
  private final Leg leg = alone();
  private Frame unicast = new Frame();
  private Frame broadcast = new Frame();
  private Frame request = new Frame();
  private long address;
  private long taken;

  @Setup
  public void build() {
    vswitch.addNetwork(new NetworkSpec(DRIVERS, 2, OptionalInt.empty(), List.of()));
    from.join(endpoint(DRIVERS, Frames.FIRST_MAC, "10.0.0.1"));
    to.join(endpoint(DRIVERS, Frames.SECOND_MAC, "10.0.0.2"));
    address = from.place(Frames.tcp4(bytes));
    unicast = frame(Frames.tcp4(bytes));
    byte[] toAll = Frames.tcp4(bytes);
    Arrays.fill(toAll, 0, MacAddress.BYTES, (byte) -1);
    broadcast = frame(toAll);
    request = frame(Frames.arpRequest());
  }

  /** A network of endpoints that only count; the synthetic leg of the first. */
  private Leg alone() {
    Port sink = frame -> taken++;
    vswitch.addNetwork(new NetworkSpec(ALONE, 1, OptionalInt.empty(), List.of()));
    Endpoint first = endpoint(ALONE, Frames.FIRST_MAC, "10.0.0.1");
    first.synthetic().connect(sink);
    for (int i = 0; i < OTHERS; i++) {
      endpoint(ALONE, Frames.SECOND_MAC + i, "10.0.0." + (2 + i)).synthetic().connect(sink);
    }
    vswitch.endpoints().forEach(endpoint -> endpoint.activate(LegKind.SYNTHETIC));
    return first.synthetic();
  }

  private Endpoint endpoint(String network, long mac, String ip) {
    return vswitch.addEndpoint(
        new EndpointSpec(
            network + ip,
            network,
            new MacAddress(mac),
            List.of(InetAddress.ofLiteral(ip)),
            Policy.OPEN,
            0));
  }

  private static Frame frame(byte[] bytes) {
    MemorySegment memory = Arena.ofAuto().allocate(bytes.length, Long.BYTES);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    Frame frame = new Frame();
    if (!frame.add(memory, 0, bytes.length)) {
      throw new IllegalStateException("a frame takes a fragment");
    }
    frame.headers().parse(memory, 0, bytes.length, bytes.length);
    return frame;
  }

  /** Its source checked, to one endpoint. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public long unicast() {
    return burst(unicast, 1);
  }

  /** To eight endpoints. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public long broadcast() {
    return burst(broadcast, OTHERS);
  }

  /** An ARP request that the switch answers. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public long answered() {
    return burst(request, 1);
  }

  private long burst(Frame frame, int receivers) {
    long before = taken;
    for (int i = 0; i < BURST; i++) {
      leg.deliver(frame);
    }
    leg.flush();
    if (taken - before != (long) BURST * receivers) {
      throw new IllegalStateException(taken - before + " frames arrived");
    }
    return taken;
  }

  /** From driver to driver over two adapters; {@link ForwardingBenchmark} is without the switch. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int driverToDriver() {
    for (int i = 0; i < BURST; i++) {
      packet.clear().add(address, bytes);
      from.post(packet);
    }
    int sent = from.send();
    int received = to.receive();
    if (sent != BURST || received != BURST) {
      throw new IllegalStateException(sent + " frames were sent, " + received + " received");
    }
    return received;
  }
}
