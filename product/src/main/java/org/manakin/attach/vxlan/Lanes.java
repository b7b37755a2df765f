package org.manakin.attach.vxlan;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;

/**
 * The sending sockets of a tunnel, each with a source port of its own, by which RFC 7348 has the
 * flows told apart on the way. A flow keeps to one of them and so to its order; threads that send
 * different flows seldom wait for each other. Any thread.
 */
final class Lanes implements Closeable, Inspectable {
  private final Lane[] lanes;

  private Lanes(Lane[] lanes) {
    this.lanes = lanes;
  }

  static Lanes open(VxlanConfig config) throws IOException {
    Lane[] opened = new Lane[config.sourcePorts()];
    Lanes lanes = new Lanes(opened);
    try {
      InetSocketAddress local = new InetSocketAddress(config.bind().getAddress(), 0);
      for (int i = 0; i < opened.length; i++) {
        opened[i] = Lane.open(local, config);
      }
      return lanes;
    } catch (IOException | RuntimeException e) {
      lanes.close();
      throw e;
    }
  }

  /** Sends a frame, finished or not, that has whole addresses. */
  void send(SegmentPort segment, Frame frame) {
    int hash = lanes.length == 1 ? 0 : FlowHash.of(frame);
    lanes[hash & (lanes.length - 1)].send(segment, frame);
  }

  @Override
  public void inspect(Node node) {
    for (Lane lane : lanes) {
      lane.inspect(node.item("source_ports"));
    }
  }

  @Override
  public void close() {
    for (Lane lane : lanes) {
      if (lane != null) {
        lane.close();
      }
    }
  }
}
