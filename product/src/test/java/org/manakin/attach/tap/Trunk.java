package org.manakin.attach.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.attach.netns.Namespace.here;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;
import org.manakin.attach.netns.CheckedTransfer;
import org.manakin.attach.netns.Namespace;
import org.manakin.attach.netns.VlanEdge;
import org.manakin.packet.Frame;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/**
 * The program that {@link TapTrunkIT} runs. Two TAPs on a bridge of the kernel are the trunk; at
 * each end of it a VLAN leads to a TAP where the machine's own network stack is, in two namespaces:
 * {@code end0 | tag - trunk0 - bridge - trunk1 - untag | end1}.
 */
final class Trunk {
  private static final int BYTES = 16 << 20;
  private static final int TCI = 5 << 13 | 4094;
  private static final int SENDERS = 4;

  /** All of them together fit the queue of a TAP. */
  private static final int FRAMES = 100;

  private static final int FIRST_PORT = 10_000;

  private final EventLoop loop;
  private final List<Throwable> defects = new CopyOnWriteArrayList<>();
  private final Namespace other = Namespace.create();
  private final TapPort trunk0;
  private final TapPort trunk1;
  private final AtomicInteger taggedSuperFrames = new AtomicInteger();

  public static void main(String[] arguments) throws Exception {
    Trunk trunk = new Trunk();
    trunk.carriesTcp();
    trunk.takesSeveralSenders();
    assertThat(trunk.defects).isEmpty();
    trunk.other.close();
  }

  private Trunk() throws IOException {
    loop = new EventLoop(new SpinThenWait(), (duty, defect) -> defects.add(defect));
    TapPort end0 = tap("end0");
    TapPort end1 = tap("end1");
    trunk0 = tap("trunk0");
    trunk1 = tap("trunk1");
    join(end0, trunk0);
    join(end1, trunk1);
    here(
        "ip link set lo up && ip link add br0 type bridge && for d in trunk0 trunk1; do ip link set $d master br0 up; done"
            + " && ip link set br0 up && ip link set end1 netns "
            + other.pid());
    String address =
        "ip addr add 10.9.0.%1$d/24 dev %2$s && ip addr add fd09::%1$d/64 dev %2$s nodad";
    here("ip link set end0 up && " + address.formatted(1, "end0"));
    other.check("ip link set end1 up && " + address.formatted(2, "end1"));
    Thread.ofPlatform().daemon().name("taps").start(loop);
  }

  private void join(TapPort end, TapPort trunk) {
    end.connect(VlanEdge.pushing(TCI, trunk));
    trunk.connect(counting(VlanEdge.popping(end)));
  }

  private Port counting(Port to) {
    return new Port() {
      @Override
      public void deliver(Frame frame) {
        if (frame.headers().tagged() && frame.segmentSize() > 0) {
          taggedSuperFrames.incrementAndGet();
        }
        to.deliver(frame);
      }

      @Override
      public boolean takesUnfinished() {
        return true;
      }
    };
  }

  private TapPort tap(String name) throws IOException {
    TapPort tap = TapPort.open(name);
    loop.add(tap);
    return tap;
  }

  private void carriesTcp() throws IOException {
    try (CheckedTransfer transfer = new CheckedTransfer(other, BYTES)) {
      transfer.run("10.9.0.1");
      transfer.run("fd09::1");
    }
    assertThat(taggedSuperFrames.get()).isPositive();
    for (TapPort trunk : List.of(trunk0, trunk1)) {
      assertThat(trunk.counters().get(TapCounter.DROPPED_OUT)).isZero();
      assertThat(trunk.counters().get(TapCounter.MALFORMED_IN)).isZero();
    }
  }

  /** Each sender's frames arrive in its order, whole, and finished for a port that wants that. */
  private void takesSeveralSenders() throws InterruptedException {
    Packets.Collector collector = new Packets.Collector();
    AtomicInteger arrived = new AtomicInteger();
    trunk1.connect(frame -> {
      if (frame.headers().udp()
          && frame.headers().sourcePort() >= FIRST_PORT
          && frame.headers().destinationPort() == 9) {
        collector.deliver(frame);
        arrived.incrementAndGet();
      }
    });
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      int port = FIRST_PORT + i;
      senders.add(Thread.ofPlatform().start(() -> send(port)));
    }
    for (Thread sender : senders) {
      sender.join();
    }
    long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (arrived.get() < SENDERS * FRAMES && System.nanoTime() < end) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(arrived.get()).isEqualTo(SENDERS * FRAMES);
    int[] next = new int[SENDERS];
    for (byte[] frame : collector.frames) {
      PacketCheck check = PacketCheck.of(frame);
      assertThat(check.tci()).isEqualTo(TCI);
      assertThat(check.payload()[0]).isEqualTo((byte) next[check.sourcePort() - FIRST_PORT]++);
    }
    assertThat(next).containsOnly(FRAMES);
  }

  private void send(int port) {
    for (int i = 0; i < FRAMES; i++) {
      byte[] payload = new byte[20 + 12 * i];
      payload[0] = (byte) i;
      byte[] bytes = Packets.udp4().vlan(TCI).ports(port, 9).payload(payload).partial().build();
      Frame frame = Packets.frame(bytes, 60);
      frame.setChecksumPartial(true);
      trunk0.deliver(frame);
    }
  }
}
