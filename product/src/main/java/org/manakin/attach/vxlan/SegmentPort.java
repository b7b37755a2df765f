package org.manakin.attach.vxlan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Port;

/**
 * One segment of a tunnel: as a {@link Port} it takes frames for other hosts, from any number of
 * threads at once; it knows the port that takes what comes from them.
 */
final class SegmentPort implements Port, Inspectable {
  private final int vni;
  private final Remotes remotes;
  private final MacTable learned;
  private final long ageingSeconds;
  private final Lanes lanes;
  private final Counters<VxlanCounter> counters = new Counters<>(VxlanCounter.class);
  private volatile @Nullable Port inside;
  private boolean touched;

  SegmentPort(VxlanSegment segment, VxlanConfig config, Lanes lanes) {
    this.vni = segment.vni();
    this.remotes = new Remotes(segment, config.ipv6());
    this.learned = new MacTable(config.learned());
    this.ageingSeconds = Math.max(1, config.ageing().toSeconds());
    this.lanes = lanes;
  }

  int vni() {
    return vni;
  }

  Remotes remotes() {
    return remotes;
  }

  /** Those of frames for other hosts are added to by several threads. */
  Counters<VxlanCounter> counters() {
    return counters;
  }

  int learned() {
    return learned.size();
  }

  void connect(Port port) {
    inside = port.takesUnfinished() ? port : new Finisher(port);
  }

  void disconnect() {
    inside = null;
  }

  @Override
  public boolean takesUnfinished() {
    return true;
  }

  @Override
  public void deliver(Frame frame) {
    if (frame.fragments() == 0 || frame.length(0) < 2 * MacAddress.BYTES) {
      counters.addConcurrently(VxlanCounter.MALFORMED_OUT, 1);
    } else {
      lanes.send(this, frame);
    }
  }

  /** The remote that alone gets a frame for {@code mac}, or {@link Remotes#UNKNOWN} for all. */
  int remoteFor(long mac) {
    if (MacAddress.isMulticast(mac)) {
      return Remotes.UNKNOWN;
    }
    int fixed = remotes.fixed(mac);
    return fixed != Remotes.UNKNOWN ? fixed : learned.find(mac);
  }

  /** Takes a frame that came from {@code remote}. The tunnel's thread. */
  void received(Frame frame, int remote, long second) {
    long source = MacAddress.read(frame.segment(0), frame.offset(0) + MacAddress.BYTES);
    if (source == 0 || MacAddress.isMulticast(source)) {
      counters.increment(VxlanCounter.MALFORMED_IN);
      return;
    }
    if (remotes.fixed(source) == Remotes.UNKNOWN) {
      learn(source, remote, second);
    }
    Port port = inside;
    if (port == null) {
      counters.increment(VxlanCounter.UNCONNECTED_IN);
      return;
    }
    counters.increment(VxlanCounter.FRAMES_IN);
    counters.add(VxlanCounter.BYTES_IN, frame.length());
    if (frame.segmentSize() > 0) {
      counters.increment(VxlanCounter.SUPER_FRAMES_IN);
    } else if (frame.checksumPartial()) {
      counters.increment(VxlanCounter.PARTIAL_IN);
    }
    touched = true;
    port.deliver(frame);
  }

  private void learn(long mac, int remote, long second) {
    switch (learned.learn(mac, remote, second)) {
      case KNOWN -> {}
      case NEW -> counters.increment(VxlanCounter.LEARNED);
      case MOVED -> counters.increment(VxlanCounter.MOVED);
      case EVICTED -> {
        counters.increment(VxlanCounter.LEARNED);
        counters.increment(VxlanCounter.EVICTED);
      }
    }
  }

  /** The burst is over. The tunnel's thread. */
  void flushInside() {
    Port port = inside;
    if (touched && port != null) {
      port.flush();
    }
    touched = false;
  }

  /** Forgets addresses that are too old. The tunnel's thread. */
  void age(long second) {
    counters.add(VxlanCounter.AGED, learned.age(second - ageingSeconds));
  }

  @Override
  public void inspect(Node node) {
    node.value("vni", vni)
        .value("remotes", remotes.toString())
        .value("connected", inside != null)
        .value("learned_addresses", learned.size())
        .value("ageing", Duration.ofSeconds(ageingSeconds).toString());
    counters.inspect(node);
  }
}
