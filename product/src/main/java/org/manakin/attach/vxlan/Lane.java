package org.manakin.attach.vxlan;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.manakin.linux.Errno;
import org.manakin.linux.IoVector;
import org.manakin.linux.UdpSocket;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;

/**
 * One sending socket: finishes frames, puts the header in front, and hands them to the kernel from
 * where their fragments lie. Any thread; one at a time gets in.
 */
final class Lane implements Closeable, Inspectable {
  private static final int SEND_BUFFER = 4 << 20;

  /** What comes to a source port is nobody's; the kernel rounds this up to its least. */
  private static final int RECEIVE_BUFFER = 1;

  private final UdpSocket socket;
  private final InetSocketAddress address;
  private final int mtu;
  private final ReentrantLock lock = new ReentrantLock();
  private final Finisher finisher = new Finisher(this::encapsulate);
  private final MemorySegment header;
  private final MemorySegment flat;
  private final IoVector vector = new IoVector(Frame.MAX_FRAGMENTS + 1);
  private @Nullable SegmentPort segment;
  private volatile int lastError;

  private Lane(UdpSocket socket, int mtu) throws IOException {
    Arena arena = Arena.ofAuto();
    this.socket = socket;
    this.address = socket.localAddress();
    this.mtu = mtu;
    this.header = arena.allocate(VxlanHeader.SIZE, Long.BYTES);
    this.flat = arena.allocate(mtu + Headers.ETHERNET + Headers.VLAN_TAG, Long.BYTES);
  }

  static Lane open(InetSocketAddress local, VxlanConfig config) throws IOException {
    UdpSocket socket = UdpSocket.bind(local, config.ipv6());
    try {
      socket.setBuffers(RECEIVE_BUFFER, SEND_BUFFER);
      socket.setDontFragment(config.dontFragment());
      socket.omitChecksum();
      if (config.device().isPresent()) {
        socket.bindToDevice(config.device().get());
      }
      return new Lane(socket, config.mtu());
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  void send(SegmentPort from, Frame frame) {
    lock.lock();
    try {
      segment = from;
      finisher.deliver(frame);
    } finally {
      segment = null;
      lock.unlock();
    }
  }

  /** Sends a finished frame of {@link #segment}. */
  private void encapsulate(Frame frame) {
    SegmentPort from = segment;
    if (from == null) {
      throw new IllegalStateException("a frame of no segment");
    }
    Counters<VxlanCounter> counters = from.counters();
    int tag = frame.headers().tagged() ? Headers.VLAN_TAG : 0;
    if (frame.length() > mtu + Headers.ETHERNET + tag) {
      counters.addConcurrently(VxlanCounter.TOO_LONG_OUT, 1);
      return;
    }
    VxlanHeader.write(header, 0, from.vni());
    vector.set(0, header, 0, VxlanHeader.SIZE);
    int parts = gather(frame);
    counters.addConcurrently(VxlanCounter.FRAMES_OUT, 1);
    counters.addConcurrently(VxlanCounter.BYTES_OUT, frame.length());
    int remote = from.remoteFor(MacAddress.read(frame.segment(0), frame.offset(0)));
    if (remote != Remotes.UNKNOWN) {
      transmit(from, parts, remote);
      return;
    }
    counters.addConcurrently(VxlanCounter.FLOODED_OUT, 1);
    for (int i = 0; i < from.remotes().flooded(); i++) {
      transmit(from, parts, i);
    }
  }

  private int gather(Frame frame) {
    int parts = 1;
    for (int i = 0; i < frame.fragments(); i++) {
      if (!frame.segment(i).isNative()) {
        // on the Java heap, where the kernel cannot reach
        frame.copyTo(0, flat, 0, frame.length());
        vector.set(1, flat, 0, frame.length());
        return 2;
      }
      vector.set(parts++, frame.segment(i), frame.offset(i), frame.length(i));
    }
    return parts;
  }

  private void transmit(SegmentPort from, int parts, int remote) {
    int result = socket.send(vector, parts, from.remotes().address(remote));
    if (result >= 0) {
      from.counters().addConcurrently(VxlanCounter.DATAGRAMS_OUT, 1);
      return;
    }
    lastError = -result;
    VxlanCounter counter =
        switch (-result) {
          case Errno.EAGAIN, Errno.ENOBUFS, Errno.ENOMEM -> VxlanCounter.FULL_OUT;
          case Errno.EMSGSIZE -> VxlanCounter.TOO_LONG_OUT;
          default -> VxlanCounter.REFUSED_OUT;
        };
    from.counters().addConcurrently(counter, 1);
  }

  @Override
  public void inspect(Node node) {
    int error = lastError;
    node.value("port", address.getPort());
    if (error != 0) {
      node.value("last_error", Errno.text(error));
    }
    finisher.counters().inspect(node);
  }

  @Override
  public void close() {
    socket.close();
  }
}
