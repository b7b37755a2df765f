package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.manakin.vswitch.SwitchBed.MAC;
import static org.manakin.vswitch.SwitchBed.frame;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Unfinished;

/** Frames that wait while it is not known which leg the guest listens to. */
class HoldTest {
  private static final long SECOND = 1_000_000_000;

  private final SwitchBed bed = new SwitchBed();
  private SwitchBed.Guest a;
  private SwitchBed.Guest b;
  private Endpoint endpoint;

  @BeforeEach
  void build() {
    bed.network("red", 1);
    a = bed.guest("red", 1);
    b = bed.guest("red", 2);
    endpoint = b.endpoint();
  }

  private long count(EndpointCounter counter) {
    return endpoint.counters().get(counter);
  }

  private List<byte[]> send(int number) {
    List<byte[]> sent = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      byte[] f = frame(MAC + 1, MAC + 2, 20 + i);
      sent.add(f);
      a.send(f);
    }
    return sent;
  }

  @Test
  void whatIsHeldGoesFirstAndInOrder() {
    endpoint.hold(SECOND);
    List<byte[]> sent = new ArrayList<>(send(10));
    bed.vswitch.work();
    assertThat(b.vf().got).isEmpty();
    assertThat(b.synthetic().got).isEmpty();
    endpoint.activate(LegKind.SYNTHETIC);
    assertThat(bed.wakes).isPositive();
    // not yet drained: it queues behind
    sent.addAll(send(3));
    assertThat(b.synthetic().got).isEmpty();
    assertThat(bed.vswitch.nextDeadline()).isLessThanOrEqualTo(bed.now);
    assertThat(bed.vswitch.work()).isEqualTo(13);
    assertThat(b.synthetic().flushes).isEqualTo(1);
    sent.addAll(send(2));
    assertThat(b.synthetic().bytes()).containsExactlyElementsOf(sent);
    assertThat(b.vf().got).isEmpty();
    assertThat(count(EndpointCounter.HELD)).isEqualTo(13);
    assertThat(count(EndpointCounter.DRAINED)).isEqualTo(13);
    assertThat(endpoint.active()).isEqualTo(LegKind.SYNTHETIC);
  }

  @Test
  void drainingGoesAsFastAsTheLegHasRoom() {
    endpoint.hold(SECOND);
    List<byte[]> sent = new ArrayList<>(send(10));
    b.synthetic().room = 4;
    endpoint.activate(LegKind.SYNTHETIC);
    assertThat(bed.vswitch.work()).isEqualTo(4);
    assertThat(bed.vswitch.work()).isZero();
    assertThat(bed.vswitch.nextDeadline()).isEqualTo(bed.now + Endpoint.PAUSE_NANOS);
    sent.addAll(send(1));
    b.synthetic().room = 5;
    assertThat(bed.vswitch.work()).isEqualTo(5);
    b.synthetic().room = 5;
    assertThat(bed.vswitch.work()).isEqualTo(2);
    assertThat(b.synthetic().bytes()).containsExactlyElementsOf(sent);
    assertThat(endpoint.nextDeadline(bed.now)).isEqualTo(Long.MAX_VALUE);
    assertThat(count(EndpointCounter.DRAINED_WITHOUT_ROOM)).isZero();
  }

  @Test
  void aLegThatTakesNothingForLongGetsItAllTheSame() {
    endpoint.hold(SECOND);
    send(3);
    b.vf().room = 0;
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    bed.now += Endpoint.STUCK_NANOS - 1;
    assertThat(bed.vswitch.work()).isZero();
    bed.now++;
    assertThat(bed.vswitch.work()).isEqualTo(3);
    assertThat(count(EndpointCounter.DRAINED_WITHOUT_ROOM)).isEqualTo(3);
    send(1);
    assertThat(b.vf().got).hasSize(4);
    // the next hold begins anew
    endpoint.hold(SECOND);
    send(1);
    endpoint.activate(LegKind.VF);
    assertThat(bed.vswitch.work()).isZero();
  }

  @Test
  void atTheTimeLimitItGoesToTheSyntheticLeg() {
    endpoint.hold(5_000);
    List<byte[]> sent = send(2);
    assertThat(bed.vswitch.nextDeadline()).isEqualTo(bed.now + 5_000);
    bed.now += 4_999;
    bed.vswitch.work();
    assertThat(b.synthetic().got).isEmpty();
    bed.now += 1;
    assertThat(bed.vswitch.work()).isEqualTo(2);
    assertThat(b.synthetic().bytes()).containsExactlyElementsOf(sent);
    assertThat(count(EndpointCounter.HOLDS_EXPIRED)).isEqualTo(1);
    assertThat(endpoint.active()).isEqualTo(LegKind.SYNTHETIC);
  }

  @Test
  void withoutASyntheticLegItGoesToTheVf() {
    endpoint.synthetic().disconnect();
    endpoint.hold(5_000);
    send(2);
    bed.now += 5_000;
    bed.vswitch.work();
    assertThat(b.vf().got).hasSize(2);
  }

  @Test
  void holdingAgainStartsTheTimeAnew() {
    endpoint.hold(5_000);
    bed.now += 4_000;
    endpoint.hold(5_000);
    bed.now += 4_000;
    send(1);
    bed.vswitch.work();
    assertThat(endpoint.delivery()).isEqualTo(Delivery.HOLDING);
    assertThat(count(EndpointCounter.HOLDS)).isEqualTo(1);
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(Node.of(endpoint).toText()).contains("longest_hold_microseconds: 8\n");
  }

  @Test
  void theLegCanChangeWhileItIsDrained() {
    endpoint.hold(SECOND);
    List<byte[]> sent = send(6);
    b.synthetic().room = 2;
    endpoint.activate(LegKind.SYNTHETIC);
    bed.vswitch.work();
    endpoint.hold(SECOND);
    bed.vswitch.work();
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(b.synthetic().bytes()).containsExactlyElementsOf(sent.subList(0, 2));
    assertThat(b.vf().bytes()).containsExactlyElementsOf(sent.subList(2, 6));
  }

  @Test
  void silenceDropsWhatIsHeldToo() {
    endpoint.hold(SECOND);
    send(3);
    endpoint.silence();
    send(2);
    assertThat(count(EndpointCounter.DROPPED_SILENT)).isEqualTo(5);
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(b.vf().got).isEmpty();
    assertThat(Node.of(endpoint).toText()).contains("held_frames: 0\n", "held_bytes: 0\n");
  }

  @Test
  void silenceWhileAFrameIsBeingDrained() {
    endpoint.hold(SECOND);
    send(5);
    b.vf().before =
        () -> {
          if (b.vf().got.size() == 2) {
            endpoint.silence();
            endpoint.hold(SECOND);
            a.send(frame(MAC + 1, MAC + 2, 500));
            endpoint.activate(LegKind.VF);
          }
        };
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(b.vf().bytes()).extracting(f -> f.length).containsExactly(62, 63, 64, 542);
    assertThat(count(EndpointCounter.DROPPED_SILENT)).isEqualTo(2);
  }

  @Test
  void tenSecondsOfThreeThousandFramesASecondAreKept() {
    Frame large = Packets.frame(frame(MAC + 1, MAC + 2, 1_472));
    AtomicInteger drained = new AtomicInteger();
    endpoint.vf().connect(f -> drained.incrementAndGet());
    endpoint.hold(20 * SECOND);
    for (int i = 0; i < 30_000; i++) {
      a.endpoint().vf().deliver(large);
    }
    endpoint.activate(LegKind.VF);
    while (bed.vswitch.work() > 0) {}
    assertThat(drained).hasValue(30_000);
  }

  @Test
  void framesThatAreTooManyAreCounted() {
    Frame small = Packets.frame(frame(1, 2));
    AtomicInteger drained = new AtomicInteger();
    endpoint.vf().connect(f -> drained.incrementAndGet());
    endpoint.hold(20 * SECOND);
    for (int i = 0; i < Backlog.MOST_FRAMES + 5; i++) {
      a.endpoint().vf().deliver(small);
    }
    endpoint.activate(LegKind.VF);
    while (bed.vswitch.work() > 0) {}
    assertThat(drained).hasValue(Backlog.MOST_FRAMES);
    assertThat(count(EndpointCounter.DROPPED_HOLD_FRAMES)).isEqualTo(5);
  }

  @Test
  void bytesAreLimitedToo() {
    endpoint.hold(SECOND);
    byte[] large = frame(MAC + 1, MAC + 2, 60_000);
    for (int i = 0; i < 1_200; i++) {
      a.send(large);
    }
    // 17 of them in each MiB
    assertThat(count(EndpointCounter.HELD)).isEqualTo(17 * Backlog.MOST_CHUNKS);
    assertThat(count(EndpointCounter.DROPPED_HOLD_BYTES))
        .isEqualTo(1_200 - 17 * Backlog.MOST_CHUNKS);
    endpoint.activate(LegKind.VF);
    while (bed.vswitch.work() > 0) {}
    assertThat(b.vf().bytes()).hasSize(17 * Backlog.MOST_CHUNKS).containsOnly(large);
    assertThat(Node.of(bed.vswitch).toText()).contains("hold_memory_bytes: 67108864\n");
    // and the memory is used again
    endpoint.hold(SECOND);
    a.send(large);
    assertThat(Node.of(bed.vswitch).toText()).contains("hold_memory_bytes: 67108864\n");
  }

  @Test
  void whatIsKnownOfAFrameIsKeptWithIt() {
    endpoint.hold(SECOND);
    Frame partial = Packets.frame(Packets.udp4().macs(MAC + 1, MAC + 2).partial().build());
    partial.setChecksumPartial(true);
    a.endpoint().vf().deliver(partial);
    Frame verified = Packets.frame(frame(1, 2), 60);
    verified.setChecksumVerified(true);
    a.endpoint().vf().deliver(verified);
    Frame whole =
        Packets.frame(Packets.tcp4().macs(MAC + 1, MAC + 2).payload(4_000).superFrame().build());
    Unfinished.superFrame(whole, 1_000);
    a.endpoint().vf().deliver(whole);
    endpoint.activate(LegKind.SYNTHETIC);
    bed.vswitch.work();
    assertThat(b.synthetic().got)
        .extracting(Recorder.Got::partial, Recorder.Got::verified, Recorder.Got::segmentSize)
        .containsExactly(tuple(true, false, 0), tuple(false, true, 0), tuple(true, false, 1_000));
    assertThat(b.synthetic().got).allSatisfy(got -> assertThat(got.transport()).isEqualTo(34));
  }

  @Test
  void whatIsHeldIsFinishedForALegThatWantsItSo() {
    b.vf().takesUnfinished = false;
    endpoint.hold(SECOND);
    Frame whole =
        Packets.frame(Packets.tcp4().macs(MAC + 1, MAC + 2).payload(4_000).superFrame().build());
    Unfinished.superFrame(whole, 1_000);
    a.endpoint().vf().deliver(whole);
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(b.vf().got)
        .hasSize(4)
        .allSatisfy(got -> {
          assertThat(got.segmentSize()).isZero();
          assertThat(got.partial()).isFalse();
          assertThat(got.bytes()).hasSize(1_054);
        });
  }

  @Test
  void whatALegGivesBackGoesTheOtherWay() {
    Frame f = Packets.frame(frame(1, 2));
    assertThat(endpoint.returned(LegKind.VF, f)).as("it is the active one itself").isFalse();
    endpoint.activate(LegKind.SYNTHETIC);
    assertThat(endpoint.returned(LegKind.VF, f)).isTrue();
    assertThat(b.synthetic().got).hasSize(1);
    assertThat(b.synthetic().flushes).isEqualTo(1);
    endpoint.hold(SECOND);
    assertThat(endpoint.returned(LegKind.VF, f)).isTrue();
    assertThat(b.synthetic().got).hasSize(1);
    endpoint.activate(LegKind.SYNTHETIC);
    bed.vswitch.work();
    assertThat(b.synthetic().got).hasSize(2);
    endpoint.silence();
    assertThat(endpoint.returned(LegKind.VF, f)).isFalse();
    assertThat(count(EndpointCounter.RETURNED)).isEqualTo(2);
  }

  @Test
  void whatIsGivenBackWhileItIsDrainedKeepsItsPlace() {
    endpoint.hold(SECOND);
    List<byte[]> sent = send(5);
    List<byte[]> taken = new ArrayList<>();
    endpoint
        .vf()
        .connect(f -> {
          if (taken.size() < 2) {
            taken.add(Packets.bytes(f));
          } else {
            // the driver turned receiving off: the host holds, and the adapter gives it back
            endpoint.hold(SECOND);
            assertThat(endpoint.returned(LegKind.VF, f)).isTrue();
          }
        });
    endpoint.activate(LegKind.VF);
    bed.vswitch.work();
    assertThat(taken).containsExactlyElementsOf(sent.subList(0, 2));
    endpoint.activate(LegKind.SYNTHETIC);
    bed.vswitch.work();
    assertThat(b.synthetic().bytes()).containsExactlyElementsOf(sent.subList(2, 5));
    assertThat(count(EndpointCounter.DRAINED)).isEqualTo(5);
  }

  @Test
  void timeOnEachLegIsCounted() {
    bed.now += 3_000;
    endpoint.hold(SECOND);
    bed.now += 1_000;
    endpoint.activate(LegKind.SYNTHETIC);
    bed.now += 7_000;
    assertThat(endpoint.vf().activeNanos()).isEqualTo(3_000);
    assertThat(endpoint.synthetic().activeNanos()).isEqualTo(7_000);
    endpoint.activate(LegKind.VF);
    bed.now += 1;
    assertThat(endpoint.vf().activeNanos()).isEqualTo(3_001);
    assertThat(endpoint.synthetic().activeNanos()).isEqualTo(7_000);
  }
}
