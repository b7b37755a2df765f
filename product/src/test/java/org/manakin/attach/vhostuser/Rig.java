package org.manakin.attach.vhostuser;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/** A synthetic NIC, run by the test's own thread, with a guest that has started its rings. */
final class Rig implements Closeable {
  static final long COMMON =
      Feature.VERSION_1
          | Feature.MRG_RXBUF
          | Feature.EVENT_IDX
          | Feature.INDIRECT_DESC
          | Feature.CSUM
          | Feature.GUEST_CSUM
          | Feature.HOST_TSO4
          | Feature.HOST_TSO6
          | Feature.GUEST_TSO4
          | Feature.GUEST_TSO6;

  static final int RING = 16;
  static final int MTU = 1500;

  final List<String> told = new ArrayList<>();
  final Collector collector = new Collector();
  final SyntheticNic nic;
  FrontEnd qemu;
  final List<DriverRing> rings = new ArrayList<>();

  /** What a frame was when it came out of the guest. */
  record Sent(byte[] bytes, int segmentSize, boolean checksumPartial, boolean verified) {}

  /** A port that keeps copies. */
  static final class Collector implements Port {
    final List<Sent> frames = new ArrayList<>();
    boolean unfinished = true;
    int flushes;

    @Override
    public void deliver(Frame frame) {
      byte[] bytes = new byte[frame.length()];
      frame.copyTo(0, MemorySegment.ofArray(bytes), 0, bytes.length);
      frames.add(
          new Sent(bytes, frame.segmentSize(), frame.checksumPartial(), frame.checksumVerified()));
    }

    @Override
    public void flush() {
      flushes++;
    }

    @Override
    public boolean takesUnfinished() {
      return unfinished;
    }
  }

  private Rig(Path directory, int pairs) throws IOException {
    nic =
        SyntheticNic.open(
            directory.resolve("net.sock"),
            new SyntheticConfig(pairs, MTU),
            new AttachmentEvents() {
              @Override
              public void detached(Ending why, String detail) {
                told.add("detached " + why);
              }

              @Override
              public void refused(String reason) {
                told.add("refused: " + reason);
              }

              @Override
              public void warning(String text) {
                told.add("warning: " + text);
              }
            },
            1L << 32);
    nic.connect(collector);
    nic.listen(running -> told.add("started " + running));
    qemu = new FrontEnd(nic.socket(), this::round);
    round();
  }

  /** A NIC to which a front end is connected that has said nothing. */
  static Rig connected(Path directory, int pairs) throws IOException {
    return new Rig(directory, pairs);
  }

  /** A NIC whose rings run. */
  static Rig started(Path directory, int pairs, long features) throws IOException {
    Rig rig = new Rig(directory, pairs);
    rig.qemu.negotiate(features);
    for (int i = 0; i < 2 * pairs; i++) {
      DriverRing ring = new DriverRing(rig.qemu, i, RING);
      ring.start();
      rig.rings.add(ring);
    }
    rig.told.clear();
    return rig;
  }

  static Rig started(Path directory) throws IOException {
    return started(directory, 1, COMMON);
  }

  DriverRing rx() {
    return rings.get(0);
  }

  DriverRing tx() {
    return rings.get(1);
  }

  /** QEMU goes and comes again, with the same guest; the rings are started where they were. */
  void reconnect(long features) throws IOException {
    qemu = qemu.again(nic.socket(), this::round);
    drain();
    qemu.negotiate(features);
    for (DriverRing ring : rings) {
      ring.start(qemu, ring.usedIndex());
    }
  }

  /** Buffers for receiving, each a chain of its own; where the first lies. */
  int postBuffers(int count, int bytes) {
    int first = qemu.allocate(count * bytes);
    for (int i = 0; i < count; i++) {
      int head = rx().post(true, first + i * bytes, bytes);
      assert head >= 0;
    }
    return first;
  }

  /** Puts bytes into the guest's memory; where. */
  int put(byte[] bytes) {
    int at = qemu.allocate(bytes.length);
    MemorySegment.copy(bytes, 0, qemu.memory, ValueLayout.JAVA_BYTE, at, bytes.length);
    return at;
  }

  byte[] get(long at, int bytes) {
    return qemu.memory.asSlice(at, bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  /** A header and a frame in one descriptor, on the first transmit ring, with a kick. */
  void send(byte[] header, byte[] frame) {
    byte[] all = new byte[header.length + frame.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(frame, 0, all, header.length, frame.length);
    int ignored = tx().post(false, put(all), all.length);
    tx().kick();
    drain();
  }

  void round() {
    int ignored = nic.work();
  }

  /** Works until there is nothing left to do. */
  void drain() {
    for (int rounds = 0; nic.work() > 0; rounds++) {
      if (rounds > 10_000) {
        throw new AssertionError("the NIC works without end");
      }
    }
  }

  @Override
  public void close() {
    rings.forEach(DriverRing::close);
    qemu.close();
    nic.close();
  }
}
