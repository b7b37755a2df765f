package org.manakin.vswitch;

import java.util.ArrayList;
import java.util.List;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/** A port that keeps what it gets and says what it is told to say. */
final class Recorder implements Port {
  /** A frame as it came. */
  record Got(byte[] bytes, int segmentSize, boolean partial, boolean verified, int transport) {}

  final List<Got> got = new ArrayList<>();
  int flushes;
  boolean takesUnfinished = true;

  /** How many more frames there is room for. */
  int room = Integer.MAX_VALUE;

  /** Called for each frame before it is kept. */
  Runnable before = () -> {};

  @Override
  public void deliver(Frame frame) {
    before.run();
    room--;
    got.add(
        new Got(
            Packets.bytes(frame),
            frame.segmentSize(),
            frame.checksumPartial(),
            frame.checksumVerified(),
            frame.headers().transport()));
  }

  List<byte[]> bytes() {
    return got.stream().map(Got::bytes).toList();
  }

  @Override
  public void flush() {
    flushes++;
  }

  @Override
  public boolean hasRoom() {
    return room > 0;
  }

  @Override
  public boolean takesUnfinished() {
    return takesUnfinished;
  }
}
