package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.vhostuser.Rig.Sent;
import org.manakin.linux.Eventfd;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;

/** Frames on their way out of a guest. */
class TransmitTest {
  private static final byte[] FINISHED = new byte[12];
  private static final int MTU_FRAME = Rig.MTU + 14;

  @TempDir Path directory;

  /** The header of a frame with work left to do. */
  private static byte[] header(int flags, int gso, int size, int start, int offset) {
    return new byte[] {
      (byte) flags,
      (byte) gso,
      0,
      0,
      (byte) size,
      (byte) (size >> 8),
      (byte) start,
      0,
      (byte) offset,
      0,
      0,
      0
    };
  }

  @Test
  void aFrameGoesOutAndItsDescriptorComesBack() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    try (Rig rig = Rig.started(directory)) {
      rig.send(FINISHED, frame);
      assertThat(rig.collector.frames).hasSize(1);
      Sent sent = rig.collector.frames.getFirst();
      assertThat(sent.bytes()).isEqualTo(frame);
      assertThat(sent.checksumPartial()).isFalse();
      assertThat(sent.verified()).isFalse();
      assertThat(rig.collector.flushes).isEqualTo(1);
      assertThat(rig.tx().usedIndex()).isEqualTo(1);
      assertThat(rig.tx().usedLength(0)).isZero();
      assertThat(rig.tx().interrupts()).isEqualTo(1);
      assertThat(rig.nic.transmitted(RingCounter.FRAMES)).isEqualTo(1);
      assertThat(rig.nic.transmitted(RingCounter.BYTES)).isEqualTo(frame.length);
    }
  }

  @Test
  void theHeaderMayLieAnywhere() throws IOException {
    byte[] frame = Packets.udp4().payload(900).build();
    try (Rig rig = Rig.started(directory)) {
      byte[] all = new byte[12 + frame.length];
      System.arraycopy(frame, 0, all, 12, frame.length);
      int at = rig.put(all);
      int third = all.length - 400;
      int head = rig.tx().post(false, at, 5, at + 5, 7 + 20, at + 32, 368, at + 400, third);
      assertThat(head).isZero();
      rig.tx().kick();
      rig.drain();
      assertThat(rig.collector.frames.getFirst().bytes()).isEqualTo(frame);
    }
  }

  @Test
  void unfinishedFramesPassAsTheyAre() throws IOException {
    byte[] whole = Packets.tcp6().payload(5000).superFrame().build();
    byte[] partial = Packets.udp4().payload(100).partial().build();
    try (Rig rig = Rig.started(directory)) {
      rig.send(header(1, 4, 1400, 54, 16), whole);
      rig.send(header(1, 0, 0, 34, 6), partial);
      assertThat(rig.collector.frames.getFirst().segmentSize()).isEqualTo(1400);
      assertThat(rig.collector.frames.getFirst().checksumPartial()).isTrue();
      assertThat(rig.collector.frames.getLast().segmentSize()).isZero();
      assertThat(rig.collector.frames.getLast().checksumPartial()).isTrue();
      assertThat(rig.nic.transmitted(RingCounter.SUPER_FRAMES)).isEqualTo(1);
    }
  }

  @Test
  void unfinishedFramesAreFinishedForAPortThatDoesNotTakeThem() throws IOException {
    byte[] whole = Packets.tcp4().vlan(5).payload(3000).superFrame().build();
    byte[] partial = Packets.udp6().payload(100).partial().build();
    try (Rig rig = Rig.started(directory)) {
      rig.collector.unfinished = false;
      rig.nic.connect(rig.collector);
      rig.send(header(1, 1, 1400, 38, 16), whole);
      rig.send(header(1, 0, 0, 54, 6), partial);
      assertThat(rig.collector.frames).hasSize(4);
      for (Sent sent : rig.collector.frames) {
        assertThat(PacketCheck.of(sent.bytes()).payload()).isNotEmpty();
        assertThat(sent.verified()).isTrue();
      }
    }
  }

  @Test
  void headersThatMakeNoSenseCostTheFrameOnly() throws IOException {
    byte[] udp = Packets.udp4().payload(100).build();
    byte[] tcp = Packets.tcp4().payload(2000).superFrame().build();
    try (Rig rig = Rig.started(directory)) {
      rig.send(header(1, 1, 1400, 34, 16), udp);
      rig.send(header(0, 3, 1400, 34, 6), udp);
      rig.send(header(1, 0, 0, 255, 255), udp);
      rig.send(header(1, 1, 0, 34, 16), tcp);
      rig.send(header(1, 1, 1, 34, 16), tcp);
      rig.send(FINISHED, new byte[13]);
      assertThat(rig.collector.frames).isEmpty();
      assertThat(rig.nic.transmitted(RingCounter.DROPPED_MALFORMED)).isEqualTo(6);
      assertThat(rig.tx().usedIndex()).isEqualTo(6);
      rig.send(FINISHED, udp);
      assertThat(rig.collector.frames).hasSize(1);
    }
  }

  @Test
  void framesBeyondTheMtuAreDropped() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.send(FINISHED, new byte[MTU_FRAME]);
      rig.send(FINISHED, new byte[MTU_FRAME + 1]);
      byte[] tagged = new byte[MTU_FRAME + 4];
      tagged[12] = (byte) 0x81;
      rig.send(FINISHED, tagged);
      byte[] whole = Packets.tcp4().payload(4000).superFrame().build();
      rig.send(header(1, 1, Rig.MTU - 39, 34, 16), whole);
      rig.send(header(1, 1, Rig.MTU - 40, 34, 16), whole);
      assertThat(rig.collector.frames)
          .extracting(sent -> sent.bytes().length)
          .containsExactly(MTU_FRAME, MTU_FRAME + 4, whole.length);
      assertThat(rig.nic.transmitted(RingCounter.DROPPED_TOO_LONG)).isEqualTo(2);
    }
  }

  @Test
  void aRingThatIsOffIsDrainedAndDropped() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 1, 0)).isTrue();
      rig.send(FINISHED, frame);
      assertThat(rig.tx().usedIndex()).isEqualTo(1);
      assertThat(rig.nic.transmitted(RingCounter.DROPPED_DISABLED)).isEqualTo(1);
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 1, 1)).isTrue();
      rig.nic.disconnect();
      rig.send(FINISHED, frame);
      assertThat(rig.nic.transmitted(RingCounter.DROPPED_UNCONNECTED)).isEqualTo(1);
      assertThat(rig.collector.frames).isEmpty();
      rig.nic.connect(rig.collector);
      rig.send(FINISHED, frame);
      assertThat(rig.collector.frames).hasSize(1);
    }
  }

  @Test
  void nothingWaitsForTheNextKick() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    byte[] all = new byte[12 + frame.length];
    System.arraycopy(frame, 0, all, 12, frame.length);
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.tx().availableEvent()).isZero();
      int at = rig.put(all);
      for (int i = 0; i < 5; i++) {
        assertThat(rig.tx().post(false, at, all.length)).isEqualTo(i);
      }
      rig.tx().kick();
      rig.drain();
      assertThat(rig.collector.frames).hasSize(5);
      assertThat(rig.tx().availableEvent()).as("a kick is wanted with the next").isEqualTo(5);
      assertThat(rig.tx().post(false, at, all.length)).isEqualTo(5);
      rig.drain();
      assertThat(rig.collector.frames).as("found without a kick").hasSize(6);
    }
  }

  @Test
  void withoutEventIndicesTheFlagAsksForKicks() throws IOException {
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.EVENT_IDX)) {
      assertThat(rig.tx().usedFlags()).isZero();
      rig.tx().setAvailableFlags(1);
      rig.send(FINISHED, Packets.udp4().payload(100).build());
      assertThat(rig.tx().usedFlags()).isZero();
      assertThat(rig.tx().interrupts()).isZero();
    }
  }

  @Test
  void anIdleNicHasNothingToReport() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(Eventfd.signal(rig.tx().kick)).isZero();
      assertThat(rig.nic.work()).isPositive();
      rig.drain();
      assertThat(rig.nic.work()).isZero();
    }
  }

  @Test
  void aFrameOfManyPartsIsDroppedAndCounted() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      int parts = 100;
      int table = rig.qemu.allocate(16 * parts);
      int at = rig.put(new byte[2048]);
      for (int i = 0; i < parts; i++) {
        int flags = i < parts - 1 ? DriverRing.NEXT : 0;
        rig.tx().describe(table, i, FrontEnd.guest(at + 14 * i), 14, flags, i + 1);
      }
      rig.tx().describe(0, FrontEnd.guest(table), 16 * parts, DriverRing.INDIRECT, 0);
      rig.tx().makeAvailable(0);
      rig.tx().kick();
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.DROPPED_TOO_LONG)).isEqualTo(1);
      assertThat(rig.tx().usedIndex()).isEqualTo(1);
    }
  }

  @Test
  void anOldGuestHasAShorterHeader() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    try (Rig rig = Rig.started(directory, 1, Feature.CSUM)) {
      rig.send(Arrays.copyOf(FINISHED, 10), frame);
      assertThat(rig.collector.frames.getFirst().bytes()).isEqualTo(frame);
    }
  }
}
