package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.packet.Packets;

/** Several queue pairs. */
class ManyQueuesTest {
  private static final int PAIRS = 3;
  private static final int FLOWS = 60;

  @TempDir Path directory;

  private static void post(Rig rig, int pair, int count) {
    int at = rig.qemu.allocate(256);
    for (int i = 0; i < count; i++) {
      assertThat(rig.rings.get(2 * pair).post(true, at, 256)).isNotNegative();
    }
  }

  private static void deliver(Rig rig, int flow) {
    rig.nic
        .port()
        .deliver(Packets.frame(Packets.udp4().ports(1000 + flow, 80).payload(10).build()));
  }

  private static int[] taken(Rig rig) {
    int[] taken = new int[PAIRS];
    for (int i = 0; i < PAIRS; i++) {
      taken[i] = rig.rings.get(2 * i).taken();
    }
    return taken;
  }

  @Test
  void flowsAreSpreadAndEachStaysWhereItIs() throws IOException {
    try (Rig rig = Rig.started(directory, PAIRS, Rig.COMMON | Feature.MQ)) {
      int[] sum = new int[PAIRS];
      for (int flow = 0; flow < FLOWS; flow++) {
        for (int pair = 0; pair < PAIRS; pair++) {
          post(rig, pair, 2);
        }
        deliver(rig, flow);
        int[] first = taken(rig);
        deliver(rig, flow);
        assertThat(taken(rig)).as("flow %d", flow).isEqualTo(first);
        for (int pair = 0; pair < PAIRS; pair++) {
          sum[pair] += first[pair];
          rig.rings.get(2 * pair).restart(rig.rings.get(2 * pair).usedIndex());
          rig.rings.get(2 * pair).setAvailableIndex(rig.rings.get(2 * pair).usedIndex());
        }
      }
      assertThat(Arrays.stream(sum).min().orElseThrow()).isGreaterThanOrEqualTo(FLOWS / PAIRS / 2);
    }
  }

  @Test
  void onlyRingsThatAreOnAreUsed() throws IOException {
    try (Rig rig = Rig.started(directory, PAIRS, Rig.COMMON | Feature.MQ)) {
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 2, 0)).isTrue();
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 4, 0)).isTrue();
      assertThat(rig.told).as("the first ring runs all the time").isEmpty();
      post(rig, 0, 10);
      for (int flow = 0; flow < 10; flow++) {
        deliver(rig, flow);
      }
      assertThat(taken(rig)).containsExactly(10, 0, 0);
    }
  }

  @Test
  void everyTransmitRingIsServed() throws IOException {
    byte[] all = new byte[12 + 60];
    try (Rig rig = Rig.started(directory, PAIRS, Rig.COMMON | Feature.MQ)) {
      int at = rig.put(all);
      for (int pair = 0; pair < PAIRS; pair++) {
        assertThat(rig.rings.get(2 * pair + 1).post(false, at, all.length)).isZero();
        rig.rings.get(2 * pair + 1).kick();
      }
      rig.drain();
      assertThat(rig.collector.frames).hasSize(PAIRS);
      assertThat(rig.collector.flushes).as("one burst").isEqualTo(1);
    }
  }
}
