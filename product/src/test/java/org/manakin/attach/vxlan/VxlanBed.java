package org.manakin.attach.vxlan;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.manakin.packet.Packets;

/** A tunnel on 127.0.0.1 with two far hosts, for the tests of this package; time is the test's. */
abstract class VxlanBed {
  static final int VNI = 7;
  static final long HERE = 0x02_00_00_00_00_01L;
  static final long THERE = 0x02_00_00_00_00_02L;
  static final long BROADCAST = 0xffff_ffff_ffffL;

  final List<AutoCloseable> open = new ArrayList<>();
  final FarHost two = host(2);
  final FarHost three = host(3);
  final Packets.Collector inside = new Packets.Collector();
  long now = 1_000_000_000_000L;

  VxlanBed() throws IOException {}

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable c : open.reversed()) {
      c.close();
    }
  }

  final FarHost host(int number) throws IOException {
    FarHost host = FarHost.open(number);
    open.add(host);
    return host;
  }

  /** VNI 7 to both hosts, connected to {@link #inside}. */
  final VxlanTunnel tunnel() throws IOException {
    return tunnel(c -> c, segment());
  }

  final VxlanSegment segment() {
    return VxlanSegment.of(VNI, two.address(), three.address());
  }

  final VxlanTunnel tunnel(UnaryOperator<VxlanConfig> change, VxlanSegment... segments)
      throws IOException {
    InetSocketAddress bind = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
    VxlanConfig config = VxlanConfig.of(bind, List.of(segments));
    VxlanTunnel tunnel = VxlanTunnel.open(change.apply(config), () -> now);
    open.add(tunnel);
    tunnel.connect(segments[0].vni(), inside);
    return tunnel;
  }

  static VxlanConfig withAgeing(VxlanConfig c, Duration ageing) {
    return new VxlanConfig(
        c.bind(), Optional.empty(), c.segments(), c.mtu(), false, 1, c.learned(), ageing);
  }

  /** Runs the tunnel until {@code done}. */
  static void until(VxlanTunnel tunnel, BooleanSupplier done) {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!done.getAsBoolean()) {
      if (tunnel.work() == 0) {
        LockSupport.parkNanos(10_000);
        if (System.nanoTime() > end) {
          throw new AssertionError(
              "did not happen; " + org.manakin.observe.Node.of(tunnel).toText());
        }
      }
    }
  }

  /** Runs the tunnel until a counter of VNI 7 has reached {@code count}. */
  static void until(VxlanTunnel tunnel, VxlanCounter counter, long count) {
    until(tunnel, () -> tunnel.counters(VNI).get(counter) >= count);
  }

  /** A UDP frame. */
  static byte[] frame(long from, long to) {
    return Packets.udp4().macs(from, to).payload(100).build();
  }
}
