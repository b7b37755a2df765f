package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterConfig;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.QueuePair;
import org.manakin.driver.TxPacket;
import org.manakin.driver.Vport;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.packet.Packets;

/** As many queues, and as many vPorts, as there may be. */
class ManyQueuesTest {
  private static final int MOST = 64;

  @Test
  void sixtyFourQueuePairsSendAndReceive() {
    try (Station a = open(1);
        Station b = open(2)) {
      Station.join(a, b);
      for (int round = 0; round < 3; round++) {
        for (int q = 0; q < MOST; q++) {
          a.send(
              q,
              Packets.udp4()
                  .macs(0x020000000001L, 0x020000000002L)
                  .ports(1000 + 17 * q, 2000 + round)
                  .payload(q)
                  .build(),
              p -> {});
        }
      }
      settle(a, b);
      assertThat(b.received).hasSize(3 * MOST);
      boolean[] used = new boolean[MOST];
      b.received.forEach(r -> used[r.queue()] = true);
      int queues = 0;
      for (int q = 0; q < MOST; q++) {
        queues += used[q] ? 1 : 0;
        assertThat(a.pair(q).send().completed(32)).isEqualTo(3);
      }
      assertThat(queues).isGreaterThan(MOST / 2);
      assertThat(Tree.gdma(b.adapter, "cqs")).isEqualTo(2 * MOST + 1);
      assertThat(Tree.gdma(b.adapter, "eqs")).isEqualTo(MOST + 1);
    }
  }

  private static Station open(int number) {
    return Station.open(
        Station.ethernet(number).withQueues(MOST).withIndirection(256),
        DriverConfig.full(),
        VportConfig.pairs(MOST),
        512,
        16);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void vportsWorkBesideEachOther(boolean ownEqs) {
    var backing =
        new InProcessBacking(
            new AdapterConfig("test", Station.ethernet(1).withVports(3).withQueues(2)),
            Clock.SYSTEM,
            Station.MEMORY);
    DriverConfig driver = ownEqs ? DriverConfig.full() : DriverConfig.linux612();
    try (ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, driver)) {
      DmaBuffer memory = device.allocate(1 << 20);
      for (int i = 0; i < 3; i++) {
        backing.adapter().port(i).connect(backing.adapter().port((i + 1) % 3));
        openWithBuffers(device.vport(i), memory, i);
      }
      assertThat(Tree.gdma(backing.adapter(), "eqs")).isEqualTo(ownEqs ? 7 : 3);
      for (int i = 0; i < 3; i++) {
        assertThat(pass(backing, device, memory, i)).containsExactly((i + 1) % 3);
      }
      device.vport(1).close();
      assertThat(pass(backing, device, memory, 0)).as("to the closed one").isEmpty();
      assertThat(pass(backing, device, memory, 2)).containsExactly(0);
      openWithBuffers(device.vport(1), memory, 1);
      assertThat(pass(backing, device, memory, 0)).containsExactly(1);
      device.vports().forEach(Vport::close);
      device.free(memory);
    }
    assertThat(backing.allocatedBytes()).isZero();
  }

  private static void openWithBuffers(Vport vport, DmaBuffer memory, int index) {
    vport.open(VportConfig.pairs(2));
    for (int q = 0; q < 2; q++) {
      for (int i = 0; i < 4; i++) {
        long at = memory.address() + ((index * 2L + q) * 4 + i) * 2048;
        assertThat(vport.pair(q).receive().post(at, 2048, i)).isTrue();
      }
      vport.pair(q).receive().ring();
    }
    vport.steer(vport.spread(), p -> {});
  }

  /** Sends one frame from a vPort; the vPorts that received it. */
  private static List<Integer> pass(
      InProcessBacking backing, ManaDevice device, DmaBuffer memory, int from) {
    byte[] frame = Packets.udp4().macs(0x020000000001L + from, 0x020000000009L).payload(10).build();
    long at = 1 << 19;
    MemorySegment.copy(frame, 0, memory.segment(), ValueLayout.JAVA_BYTE, at, frame.length);
    var packet = new TxPacket().clear().add(memory.address() + at, frame.length);
    assertThat(device.vport(from).pair(0).send().post(packet, 0)).isTrue();
    device.vport(from).pair(0).send().ring();
    backing.adapter().work();
    assertThat(device.vport(from).pair(0).send().poll(null, 8)).isEqualTo(1);
    var receivers = new ArrayList<Integer>();
    for (Vport vport : device.vports()) {
      for (int q = 0; q < vport.pairs(); q++) {
        QueuePair pair = vport.pair(q);
        pair.receive().poll(p -> receivers.add(vport.info().index()), 8);
      }
    }
    return receivers;
  }
}
