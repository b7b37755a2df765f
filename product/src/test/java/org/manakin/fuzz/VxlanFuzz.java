package org.manakin.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.manakin.attach.vxlan.TunnelCounter;
import org.manakin.attach.vxlan.VxlanConfig;
import org.manakin.attach.vxlan.VxlanCounter;
import org.manakin.attach.vxlan.VxlanSegment;
import org.manakin.attach.vxlan.VxlanTunnel;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/**
 * A VXLAN tunnel under datagrams of a listed host and of a stranger: right, nearly right, or noise.
 * Whatever they say: nothing throws, every datagram is counted once, a stranger's frame gets
 * nowhere, and whoever wants finished frames gets no others. Frames that go out in between,
 * finished or not, have the header and fit the MTU.
 */
public final class VxlanFuzz {
  private static final int MOST_OPERATIONS = 100;
  private static final int[] VNIS = {7, 0xfffffe};
  private static final int UNKNOWN_VNI = 8;
  private static final int HEADER = 8;
  private static final int MTU = 1400;
  private static final int LONGEST = 1 << 16;
  private static final long PATIENCE = Duration.ofSeconds(10).toNanos();
  private static final VxlanFuzz FUZZ = make();

  /** Takes what comes of one segment. */
  private final class Sink implements Port {
    private final boolean unfinished;

    Sink(boolean unfinished) {
      this.unfinished = unfinished;
    }

    @Override
    public void deliver(Frame frame) {
      boolean finished = frame.segmentSize() == 0 && !frame.checksumPartial();
      boolean whole =
          frame.length() >= Headers.ETHERNET && frame.headers().payload() <= frame.length(0);
      if (stranger || !whole || !(unfinished || finished)) {
        throw new AssertionError(
            "a frame of %d bytes, payload at %d, segments of %d, partial %s, of a stranger %s"
                .formatted(
                    frame.length(),
                    frame.headers().payload(),
                    frame.segmentSize(),
                    frame.checksumPartial(),
                    stranger));
      }
      frame.copyTo(0, memory, 0, frame.length());
    }

    @Override
    public boolean takesUnfinished() {
      return unfinished;
    }
  }

  private final DatagramChannel listed;
  private final DatagramChannel unlisted;
  private final VxlanTunnel tunnel;
  private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
  private final ByteBuffer received = ByteBuffer.allocateDirect(LONGEST);
  private final Frame frame = new Frame();
  private long now;
  private boolean stranger;

  private static VxlanFuzz make() {
    try {
      return new VxlanFuzz();
    } catch (IOException e) {
      throw new UncheckedIOException("no tunnel to fuzz", e);
    }
  }

  private VxlanFuzz() throws IOException {
    listed = channel("127.0.0.2");
    unlisted = channel("127.0.0.3");
    InetSocketAddress remote = (InetSocketAddress) listed.getLocalAddress();
    VxlanConfig config =
        VxlanConfig.of(
                address("127.0.0.1"),
                List.of(VxlanSegment.of(VNIS[0], remote), VxlanSegment.of(VNIS[1], remote)))
            .withMtu(MTU)
            .withLearning(16, Duration.ofSeconds(16));
    tunnel = VxlanTunnel.open(config, () -> now);
    tunnel.connect(VNIS[0], new Sink(false));
    tunnel.connect(VNIS[1], new Sink(true));
  }

  private static InetSocketAddress address(String host) {
    return new InetSocketAddress(InetAddress.ofLiteral(host), 0);
  }

  private static DatagramChannel channel(String host) throws IOException {
    DatagramChannel channel = DatagramChannel.open();
    channel.bind(address(host));
    channel.configureBlocking(false);
    return channel;
  }

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) throws IOException {
    Input in = new Input(data);
    for (int i = 0; i < MOST_OPERATIONS && in.more(); i++) {
      FUZZ.act(in);
    }
  }

  private void act(Input in) throws IOException {
    switch (in.pick(4)) {
      case 0 -> send(in, FrameForge.frame(in, FrameForge.OWN_MAC));
      case 1 -> send(in, in.bytes(in.pick(64)));
      case 2 -> deliver(in);
      default -> now += Duration.ofMillis(in.u16()).toNanos();
    }
  }

  private void send(Input in, byte[] frameBytes) throws IOException {
    byte[] datagram = new byte[HEADER + frameBytes.length];
    Packets.put(datagram, 0, in.chance(8) ? in.u8() : 8, 1);
    int vni = (int) in.pick(VNIS[0], VNIS[1], VNIS[0], VNIS[1], UNKNOWN_VNI, in.u16());
    Packets.put(datagram, 4, vni, 3);
    Packets.put(datagram, 7, in.chance(8) ? in.u8() : 0, 1);
    System.arraycopy(frameBytes, 0, datagram, HEADER, frameBytes.length);
    stranger = in.chance(8);
    int bytes = in.chance(8) ? in.u16() % datagram.length : datagram.length;
    long before = counted();
    ByteBuffer buffer = ByteBuffer.wrap(datagram, 0, bytes);
    int sent = (stranger ? unlisted : listed).send(buffer, tunnel.localAddress());
    if (sent != bytes) {
      throw new IOException("lo takes no datagram of " + bytes + " bytes");
    }
    long end = System.nanoTime() + PATIENCE;
    while (tunnel.work() == 0) {
      if (System.nanoTime() > end) {
        throw new AssertionError("a datagram of " + bytes + " bytes did not come");
      }
      LockSupport.parkNanos(1);
    }
    if (counted() != before + 1) {
      throw new AssertionError("one datagram counted " + (counted() - before) + " times");
    }
  }

  /** Datagrams that something became of. */
  private long counted() {
    long sum =
        tunnel.counters().get(TunnelCounter.MALFORMED_IN)
            + tunnel.counters().get(TunnelCounter.UNKNOWN_VNI_IN);
    for (int vni : VNIS) {
      sum +=
          tunnel.counters(vni).get(VxlanCounter.FRAMES_IN)
              + tunnel.counters(vni).get(VxlanCounter.MALFORMED_IN)
              + tunnel.counters(vni).get(VxlanCounter.UNLISTED_IN);
    }
    return sum;
  }

  private void deliver(Input in) throws IOException {
    byte[] bytes = FrameForge.frame(in, Neighbour.MAC);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    int first = Math.min(bytes.length, 128 + in.u8());
    frame.clear();
    frame.add(memory, 0, first);
    if (first < bytes.length) {
      frame.add(memory, first, bytes.length - first);
    }
    frame.headers().parse(memory, 0, first, bytes.length);
    frame.setChecksumPartial(in.chance(4));
    frame.setSegmentSize(in.chance(4) && frame.headers().tcp() ? 200 + in.u16() % MTU : 0);
    tunnel.port(VNIS[in.pick(2)]).deliver(frame);
    takeSent();
  }

  private void takeSent() throws IOException {
    received.clear();
    while (listed.receive(received) != null) {
      received.flip();
      int vni = received.getInt(4) >>> 8;
      if (received.getInt(0) != 0x0800_0000
          || (vni != VNIS[0] && vni != VNIS[1])
          || received.limit() > HEADER + Headers.ETHERNET + Headers.VLAN_TAG + MTU) {
        throw new AssertionError(
            "a datagram of %d bytes for VNI %d".formatted(received.limit(), vni));
      }
      received.clear();
    }
  }
}
