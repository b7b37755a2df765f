package org.manakin.attach.vxlan;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Comparator;
import org.manakin.attach.Duty;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.UdpAddress;
import org.manakin.linux.UdpSocket;
import org.manakin.observe.Clock;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;

/**
 * Networks carried to other hosts by VXLAN (RFC 7348). Each segment has a {@linkplain #port port}
 * for frames to other hosts, and frames from them go to the port {@linkplain #connect connected} to
 * it. Super-frames and partial checksums are taken; on the wire everything is finished.
 *
 * <p>A frame goes to the host that its destination is known to be behind: by configuration, or
 * because a frame came from that address; else, as all frames to groups, to every remote of the
 * segment, a datagram each. Datagrams are accepted only from hosts listed for their VNI; their
 * source port does not matter. What other hosts do, are, or cease to be ends nothing here: it is
 * counted.
 *
 * <p>Any thread delivers and inspects; the loop's thread receives. Frames wait for nobody: those
 * that the connected port has no room for are lost, as on any wire, so that no segment holds up
 * another.
 */
public final class VxlanTunnel implements Duty, Closeable, Inspectable {
  private static final int BURST = 64;
  private static final int CAPACITY = 1 << 16;
  private static final int RECEIVE_BUFFER = 4 << 20;
  private static final int SEND_BUFFER = 1;
  private static final long NANOS_PER_SECOND = 1_000_000_000;
  private static final long AGEING_STEPS = 8;

  private final Clock clock;
  private final int mtu;
  private final UdpSocket socket;
  private final InetSocketAddress localAddress;
  private final Lanes lanes;

  /** Sorted by VNI, as {@link #vnis}. */
  private final SegmentPort[] segments;

  private final int[] vnis;
  private final long start;
  private final long ageingStep;
  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY, Long.BYTES);
  private final UdpAddress sender = UdpAddress.empty();
  private final Frame frame = new Frame();
  private final Counters<TunnelCounter> counters = new Counters<>(TunnelCounter.class);
  private long nextAgeing;

  private VxlanTunnel(VxlanConfig config, UdpSocket socket, Lanes lanes, Clock clock)
      throws IOException {
    this.clock = clock;
    this.mtu = config.mtu();
    this.socket = socket;
    this.localAddress = socket.localAddress();
    this.lanes = lanes;
    this.segments =
        config.segments().stream()
            .sorted(Comparator.comparingInt(VxlanSegment::vni))
            .map(segment -> new SegmentPort(segment, config, lanes))
            .toArray(SegmentPort[]::new);
    this.vnis = Arrays.stream(segments).mapToInt(SegmentPort::vni).toArray();
    this.start = clock.nanos();
    this.ageingStep = Math.max(NANOS_PER_SECOND, config.ageing().toNanos() / AGEING_STEPS);
    this.nextAgeing = start + ageingStep;
  }

  /**
   * Opens the tunnel's sockets; datagrams are received from now on, and frames dropped until a port
   * is connected.
   *
   * @throws IOException which names the address or interface that cannot be used, and why
   */
  public static VxlanTunnel open(VxlanConfig config, Clock clock) throws IOException {
    UdpSocket socket = UdpSocket.bind(config.bind(), config.ipv6());
    try {
      socket.setBuffers(RECEIVE_BUFFER, SEND_BUFFER);
      if (config.device().isPresent()) {
        socket.bindToDevice(config.device().get());
      }
      Lanes lanes = Lanes.open(config);
      try {
        return new VxlanTunnel(config, socket, lanes, clock);
      } catch (IOException | RuntimeException e) {
        lanes.close();
        throw e;
      }
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /** Where datagrams are received. */
  public InetSocketAddress localAddress() {
    return localAddress;
  }

  public Counters<TunnelCounter> counters() {
    return counters;
  }

  /**
   * What a segment counts.
   *
   * @throws IllegalArgumentException if the tunnel does not carry {@code vni}
   */
  public Counters<VxlanCounter> counters(int vni) {
    return segment(vni).counters();
  }

  /**
   * Takes the frames of a segment for other hosts.
   *
   * @throws IllegalArgumentException if the tunnel does not carry {@code vni}
   */
  public Port port(int vni) {
    return segment(vni);
  }

  /**
   * Has the frames of a segment that come from other hosts delivered to {@code port} from now on.
   *
   * @throws IllegalArgumentException if the tunnel does not carry {@code vni}
   */
  public void connect(int vni, Port port) {
    segment(vni).connect(port);
  }

  /**
   * Frames of that segment that come from other hosts are counted and dropped from now on.
   *
   * @throws IllegalArgumentException if the tunnel does not carry {@code vni}
   */
  public void disconnect(int vni) {
    segment(vni).disconnect();
  }

  @Override
  public int work() {
    long now = clock.nanos();
    long second = (now - start) / NANOS_PER_SECOND;
    int done = 0;
    while (done < BURST) {
      int bytes = socket.receive(buffer, 0, CAPACITY, sender);
      if (bytes < 0) {
        if (bytes != -Errno.EAGAIN && bytes != -Errno.EINTR) {
          counters.increment(TunnelCounter.RECEIVE_ERRORS);
        }
        break;
      }
      received(bytes, second);
      done++;
    }
    if (done > 0) {
      for (SegmentPort segment : segments) {
        segment.flushInside();
      }
    }
    if (now - nextAgeing >= 0) {
      age(now, second);
    }
    return done;
  }

  private void received(int bytes, long second) {
    int vni = bytes < VxlanHeader.SIZE ? -1 : VxlanHeader.vni(buffer, 0);
    if (vni < 0) {
      counters.increment(TunnelCounter.MALFORMED_IN);
      return;
    }
    int index = Arrays.binarySearch(vnis, vni);
    if (index < 0) {
      counters.increment(TunnelCounter.UNKNOWN_VNI_IN);
      return;
    }
    SegmentPort segment = segments[index];
    int remote = segment.remotes().find(sender);
    int length = bytes - VxlanHeader.SIZE;
    if (remote == Remotes.UNKNOWN) {
      segment.counters().increment(VxlanCounter.UNLISTED_IN);
    } else if (length < Headers.ETHERNET) {
      segment.counters().increment(VxlanCounter.MALFORMED_IN);
    } else {
      segment.received(inner(length), remote, second);
    }
  }

  private Frame inner(int length) {
    frame.clear();
    frame.add(buffer, VxlanHeader.SIZE, length);
    frame.headers().parse(buffer, VxlanHeader.SIZE, length, length);
    LocalOffloads.mark(frame, mtu);
    return frame;
  }

  private void age(long now, long second) {
    for (SegmentPort segment : segments) {
      segment.age(second);
    }
    nextAgeing = now + ageingStep;
  }

  @Override
  public Fd readiness() {
    return socket.fd();
  }

  @Override
  public long nextDeadline() {
    for (SegmentPort segment : segments) {
      if (segment.learned() > 0) {
        return nextAgeing;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Nobody delivers any more, and the loop does not run this any more. */
  @Override
  public void close() {
    lanes.close();
    socket.close();
  }

  @Override
  public void inspect(Node node) {
    node.value("address", localAddress.toString())
        .value("mtu", mtu)
        .value("dropped_by_kernel", socket.dropped());
    counters.inspect(node);
    for (SegmentPort segment : segments) {
      node.child("vni_" + segment.vni(), segment);
    }
    lanes.inspect(node);
  }

  private SegmentPort segment(int vni) {
    int index = Arrays.binarySearch(vnis, vni);
    if (index < 0) {
      throw new IllegalArgumentException(
          "the tunnel has no VNI " + vni + "; it has " + Arrays.toString(vnis));
    }
    return segments[index];
  }
}
