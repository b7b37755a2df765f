package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ReceiveQueue;
import org.manakin.driver.SendQueue;
import org.manakin.driver.VportConfig;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.DeviceCapability;

/** When the device notifies: once for each arming, at once if the driver is behind, moderated. */
class InterruptTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;
  private static final int VECTOR = 1;

  private final ManualClock clock = new ManualClock();
  private final Station a = open(1, VportConfig.pairs(1));
  private Station b = open(2, VportConfig.pairs(1));

  private Station open(int number, VportConfig queues) {
    return Station.open(Station.ethernet(number), DriverConfig.full(), queues, 2048, 64, clock);
  }

  @BeforeEach
  void joinAndQuiesce() {
    Station.join(a, b);
    settle(a, b);
    quiesce(a);
    quiesce(b);
  }

  /** All events are taken, all EQs armed. */
  private static void quiesce(Station s) {
    while (s.device.work() > 0) {
      settle(s);
    }
    s.pair(0).receive().takeEvent();
    s.pair(0).send().takeEvent();
  }

  @AfterEach
  void close() {
    a.close();
    b.close();
  }

  private void deliver() {
    a.send(Packets.udp4().macs(A, B).payload(100).build());
    a.adapter.work();
  }

  @Test
  void oneEventForOneArming() {
    ReceiveQueue rq = b.pair(0).receive();
    rq.arm();
    long interrupts = b.backing.raised(VECTOR);
    long events = rq.events();
    for (int i = 0; i < 5; i++) {
      deliver();
      assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 1);
    }
    assertThat(b.device.work()).isEqualTo(1);
    assertThat(rq.takeEvent()).isTrue();
    assertThat(rq.takeEvent()).isFalse();
    deliver();
    assertThat(b.device.work()).isZero();
    assertThat(rq.events()).isEqualTo(events + 1);
    assertThat(b.poll()).isEqualTo(6);
    assertThat(b.device.strayCompletions()).isZero();
  }

  @Test
  void armingAfterEverythingIsConsumedWaitsForTheNextCompletion() {
    ReceiveQueue rq = b.pair(0).receive();
    for (int i = 0; i < 10; i++) {
      rq.arm();
      assertThat(b.device.work()).isZero();
      deliver();
      assertThat(b.device.work()).isEqualTo(1);
      assertThat(rq.takeEvent()).isTrue();
      assertThat(b.poll()).isEqualTo(1);
    }
  }

  @Test
  void armingWhileBehindFiresAtOnce() {
    ReceiveQueue rq = b.pair(0).receive();
    rq.arm();
    deliver();
    b.device.work();
    rq.takeEvent();
    long interrupts = b.backing.raised(VECTOR);
    rq.arm();
    assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 1);
    b.device.work();
    assertThat(rq.takeEvent()).isTrue();
    deliver();
    assertThat(b.device.work()).as("the queue is disarmed again").isZero();
    b.poll();
  }

  @Test
  void sendCompletionsNotifyTheSameWay() {
    SendQueue sq = a.pair(0).send();
    sq.arm();
    long interrupts = a.backing.raised(VECTOR);
    deliver();
    deliver();
    assertThat(a.backing.raised(VECTOR)).isEqualTo(interrupts + 1);
    a.device.work();
    assertThat(sq.takeEvent()).isTrue();
    assertThat(a.pair(0).receive().takeEvent()).isFalse();
    settle(a, b);
  }

  @Test
  void eventsFillTheirRingManyTimes() {
    ReceiveQueue rq = b.pair(0).receive();
    for (int i = 0; i < 3000; i++) {
      rq.arm();
      deliver();
      b.device.work();
      assertThat(rq.takeEvent()).isTrue();
      b.poll();
      a.poll();
    }
    assertThat(rq.frames()).isEqualTo(3000);
    assertThat(rq.unexpected()).isZero();
  }

  @Test
  void moderationGathersCompletions() {
    assertThat(b.device.capabilities() & DeviceCapability.DYN_INTERRUPT_MODERATION).isNotZero();
    b.pair(0).receive().moderate(4, 100);
    checkModeration();
  }

  @Test
  void moderationCanBeAskedForAtCreation() {
    b.close();
    b = open(2, VportConfig.pairs(1).withModeration(4, 100));
    joinAndQuiesce();
    // the fence of opening was moderated too
    clock.advanceMicros(101);
    b.adapter.work();
    quiesce(b);
    checkModeration();
  }

  private void checkModeration() {
    ReceiveQueue rq = b.pair(0).receive();
    rq.arm();
    long interrupts = b.backing.raised(VECTOR);
    for (int i = 0; i < 3; i++) {
      deliver();
      b.adapter.work();
      assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts);
    }
    deliver();
    assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 1);
    b.device.work();
    b.poll();
    rq.arm();
    deliver();
    clock.advanceMicros(99);
    b.adapter.work();
    assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 1);
    clock.advanceMicros(1);
    b.adapter.work();
    assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 2);
    b.device.work();
    b.poll();
    rq.moderate(0, 0);
    rq.arm();
    deliver();
    assertThat(b.backing.raised(VECTOR)).isEqualTo(interrupts + 3);
    settle(a, b);
  }
}
