package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.packet.Frame;
import org.manakin.packet.PacketCheck;
import org.manakin.packet.Packets;

/** Frames on their way into a guest. */
class ReceiveTest {
  private static final int HEADER = 12;

  @TempDir Path directory;

  private static void deliver(Rig rig, Frame... frames) {
    for (Frame frame : frames) {
      rig.nic.port().deliver(frame);
    }
    rig.nic.port().flush();
  }

  @Test
  void aFrameLiesBehindItsHeaderInOneBuffer() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(2, 1536);
      deliver(rig, Packets.frame(frame));
      assertThat(rig.rx().usedIndex()).isEqualTo(1);
      assertThat(rig.rx().usedId(0)).isZero();
      assertThat(rig.rx().usedLength(0)).isEqualTo(HEADER + frame.length);
      assertThat(rig.get(at, HEADER)).containsExactly(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0);
      assertThat(rig.get(at + HEADER, frame.length)).isEqualTo(frame);
      assertThat(rig.nic.received(RingCounter.FRAMES)).isEqualTo(1);
      assertThat(rig.nic.received(RingCounter.BYTES)).isEqualTo(frame.length);
    }
  }

  @Test
  void aVerifiedFrameIsSaidToBeValid() throws IOException {
    Frame frame = Packets.frame(Packets.udp4().payload(100).build());
    frame.setChecksumVerified(true);
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(1, 1536);
      deliver(rig, frame);
      assertThat(rig.get(at, 1)).containsExactly(2);
    }
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.GUEST_CSUM)) {
      int at = rig.postBuffers(1, 1536);
      deliver(rig, frame);
      assertThat(rig.get(at, 1)).containsExactly(0);
    }
  }

  @Test
  void aLongFrameIsMergedFromSeveralChains() throws IOException {
    byte[] frame = Packets.udp4().payload(1000).build();
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(5, 256);
      deliver(rig, Packets.frame(frame));
      int chains = (HEADER + frame.length + 255) / 256;
      assertThat(rig.rx().usedIndex()).isEqualTo(chains);
      assertThat(rig.get(at + 10, 2)).containsExactly(chains, 0);
      int total = 0;
      for (int i = 0; i < chains; i++) {
        total += rig.rx().usedLength(i);
      }
      assertThat(total).isEqualTo(HEADER + frame.length);
      assertThat(rig.get(at + HEADER, frame.length)).isEqualTo(frame);
    }
  }

  @Test
  void withoutMergingTheFrameMustFitItsChain() throws IOException {
    byte[] small = Packets.udp4().payload(300).build();
    byte[] large = Packets.udp4().payload(1000).build();
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.MRG_RXBUF)) {
      int at = rig.qemu.allocate(512);
      assertThat(rig.rx().post(true, at, HEADER, at + 64, 400)).isZero();
      deliver(rig, Packets.frame(large));
      assertThat(rig.nic.received(RingCounter.DROPPED_NO_BUFFERS)).isEqualTo(1);
      rig.postBuffers(1, 64);
      deliver(rig, Packets.frame(large));
      assertThat(rig.nic.received(RingCounter.DROPPED_TOO_LONG)).isEqualTo(1);
      deliver(rig, Packets.frame(small));
      assertThat(rig.rx().usedIndex()).isEqualTo(1);
      assertThat(rig.get(at + 64, small.length)).isEqualTo(small);
    }
  }

  @Test
  void anOldGuestHasAShorterHeader() throws IOException {
    byte[] frame = Packets.udp4().payload(300).build();
    try (Rig rig = Rig.started(directory, 1, Feature.INDIRECT_DESC)) {
      int at = rig.postBuffers(1, 512);
      deliver(rig, Packets.frame(frame));
      assertThat(rig.rx().usedLength(0)).isEqualTo(10 + frame.length);
      assertThat(rig.get(at + 10, frame.length)).isEqualTo(frame);
    }
  }

  @Test
  void buffersMayBeChainedIndirectAndAcrossRegions() throws IOException {
    byte[] frame = Packets.udp4().payload(300).build();
    try (Rig rig = Rig.started(directory)) {
      int table = rig.qemu.allocate(48);
      int one = rig.qemu.allocate(7);
      int two = rig.qemu.allocate(20);
      int seam = FrontEnd.HALF - 100;
      rig.rx().describe(table, 0, FrontEnd.guest(one), 7, DriverRing.WRITE | DriverRing.NEXT, 2);
      rig.rx().describe(table, 2, FrontEnd.guest(two), 20, DriverRing.WRITE | DriverRing.NEXT, 1);
      rig.rx().describe(table, 1, FrontEnd.guest(seam), 100, DriverRing.WRITE, 0);
      rig.rx().describe(3, FrontEnd.guest(table), 48, DriverRing.INDIRECT, 0);
      rig.rx().makeAvailable(3);
      rig.rx().describe(5, FrontEnd.guest(FrontEnd.HALF), 4096, DriverRing.WRITE, 0);
      rig.rx().makeAvailable(5);
      deliver(rig, Packets.frame(frame));
      assertThat(rig.rx().usedIndex()).isEqualTo(2);
      assertThat(rig.rx().usedId(0)).isEqualTo(3);
      assertThat(rig.rx().usedLength(0)).isEqualTo(127);
      assertThat(rig.rx().usedLength(1)).isEqualTo(HEADER + frame.length - 127);
      assertThat(rig.get(two + 5, 15)).isEqualTo(Arrays.copyOf(frame, 15));
      assertThat(rig.get(seam, 100)).isEqualTo(Arrays.copyOfRange(frame, 15, 115));
      assertThat(rig.get(FrontEnd.HALF, frame.length - 115))
          .isEqualTo(Arrays.copyOfRange(frame, 115, frame.length));
    }
  }

  @Test
  void aSuperFrameIsPassedToAGuestThatCutsIt() throws IOException {
    Packets packets = Packets.tcp4().payload(8000).superFrame();
    byte[] whole = packets.build();
    Frame frame = Packets.frame(whole);
    frame.setSegmentSize(1000);
    frame.setChecksumPartial(true);
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(8, 2048);
      deliver(rig, frame);
      assertThat(rig.get(at, HEADER))
          .containsExactly(1, 1, 54, 0, 1000 & 0xff, 1000 >> 8, 34, 0, 16, 0, 4, 0);
      assertThat(rig.get(at + HEADER + 54L, 8000))
          .isEqualTo(Arrays.copyOfRange(whole, 54, whole.length));
      assertThat(rig.nic.received(RingCounter.SUPER_FRAMES)).isEqualTo(1);
    }
  }

  @Test
  void aSuperFrameIsCutForOneThatDoesNot() throws IOException {
    byte[] whole = Packets.tcp4().payload(2500).superFrame().build();
    Frame frame = Packets.frame(whole);
    frame.setSegmentSize(1000);
    frame.setChecksumPartial(true);
    long without = Rig.COMMON & ~Feature.GUEST_TSO4;
    try (Rig rig = Rig.started(directory, 1, without)) {
      int at = rig.postBuffers(4, 1536);
      deliver(rig, frame);
      assertThat(rig.rx().usedIndex()).isEqualTo(3);
      for (int i = 0; i < 3; i++) {
        byte[] segment = rig.get(at + 1536L * i + HEADER, rig.rx().usedLength(i) - HEADER);
        assertThat(PacketCheck.of(segment).payload()).hasSize(i < 2 ? 1000 : 500);
      }
    }
  }

  @Test
  void aReducedWindowIsOnlyForThoseWhoKnowOfIt() throws IOException {
    byte[] whole = Packets.tcp4().flags(0x90).payload(2000).superFrame().build();
    Frame frame = Packets.frame(whole);
    frame.setSegmentSize(1000);
    frame.setChecksumPartial(true);
    try (Rig rig = Rig.started(directory)) {
      rig.postBuffers(4, 1536);
      deliver(rig, frame);
      assertThat(rig.nic.received(RingCounter.FRAMES)).isEqualTo(2);
    }
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON | Feature.GUEST_ECN)) {
      int at = rig.postBuffers(4, 1536);
      deliver(rig, frame);
      assertThat(rig.nic.received(RingCounter.SUPER_FRAMES)).isEqualTo(1);
      assertThat(rig.get(at + 1, 1)).containsExactly(0x81);
    }
  }

  @Test
  void aPartialChecksumIsFilledForAGuestThatWantsItRight() throws IOException {
    byte[] bytes = Packets.udp6().payload(333).partial().build();
    Frame frame = Packets.frame(bytes);
    frame.setChecksumPartial(true);
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(1, 1536);
      deliver(rig, frame);
      assertThat(rig.get(at, HEADER)).containsExactly(1, 0, 62, 0, 0, 0, 54, 0, 6, 0, 1, 0);
    }
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.GUEST_CSUM)) {
      int at = rig.postBuffers(1, 1536);
      deliver(rig, frame);
      assertThat(rig.get(at, 1)).containsExactly(0);
      assertThat(PacketCheck.of(rig.get(at + HEADER, bytes.length)).payload()).hasSize(333);
    }
  }

  @Test
  void frameAndBuffersWaitForEachOther() throws IOException {
    byte[] frame = Packets.udp4().payload(100).build();
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.nic.port().hasRoom()).isFalse();
      deliver(rig, Packets.frame(frame));
      assertThat(rig.nic.received(RingCounter.DROPPED_NO_BUFFERS)).isEqualTo(1);
      rig.postBuffers(Rig.RING / 2, 1536);
      assertThat(rig.nic.port().hasRoom()).isTrue();
      deliver(rig, Packets.frame(frame));
      assertThat(rig.nic.received(RingCounter.FRAMES)).isEqualTo(1);
    }
  }

  @Test
  void oneInterruptForABurstAndOnlyIfTheGuestWantsIt() throws IOException {
    Frame frame = Packets.frame(Packets.udp4().payload(100).build());
    try (Rig rig = Rig.started(directory)) {
      rig.postBuffers(12, 1536);
      deliver(rig, frame, frame, frame);
      assertThat(rig.rx().interrupts()).isEqualTo(1);
      deliver(rig, frame);
      assertThat(rig.rx().interrupts()).as("the guest asked for entry 0 alone").isZero();
      rig.rx().setUsedEvent(5);
      deliver(rig, frame);
      assertThat(rig.rx().interrupts()).isZero();
      deliver(rig, frame);
      assertThat(rig.rx().interrupts()).isEqualTo(1);
    }
  }

  @Test
  void withoutEventIndicesTheFlagDecides() throws IOException {
    Frame frame = Packets.frame(Packets.udp4().payload(100).build());
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.EVENT_IDX)) {
      assertThat(rig.rx().usedFlags()).as("no kicks wanted").isEqualTo(1);
      rig.postBuffers(4, 1536);
      deliver(rig, frame);
      assertThat(rig.rx().interrupts()).isEqualTo(1);
      rig.rx().setAvailableFlags(1);
      deliver(rig, frame);
      assertThat(rig.rx().interrupts()).isZero();
      assertThat(rig.nic.drained()).isFalse();
      rig.rx().setAvailableFlags(0);
      assertThat(rig.nic.drained()).isTrue();
    }
  }

  @Test
  void drainedWhenTheGuestWaitsForTheNext() throws IOException {
    Frame frame = Packets.frame(Packets.udp4().payload(100).build());
    try (Rig rig = Rig.started(directory)) {
      rig.postBuffers(4, 1536);
      assertThat(rig.nic.drained()).isTrue();
      deliver(rig, frame, frame);
      assertThat(rig.nic.drained()).isFalse();
      rig.rx().setUsedEvent(1);
      assertThat(rig.nic.drained()).isFalse();
      rig.rx().setUsedEvent(2);
      assertThat(rig.nic.drained()).isTrue();
    }
  }

  @Test
  void aRingThatIsOffOrStoppedTakesNothing() throws IOException {
    Frame frame = Packets.frame(Packets.udp4().payload(100).build());
    try (Rig rig = Rig.started(directory)) {
      rig.postBuffers(8, 1536);
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 0, 0)).isTrue();
      assertThat(rig.told).containsExactly("started false");
      deliver(rig, frame);
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 0, 1)).isTrue();
      assertThat(rig.told).containsExactly("started false", "started true");
      deliver(rig, frame);
      assertThat(rig.qemu.stop(0)).isEqualTo(1);
      deliver(rig, frame);
      assertThat(rig.rx().usedIndex()).isEqualTo(1);
      assertThat(rig.nic.counters().get(SyntheticCounter.RX_NOT_RUNNING)).isEqualTo(2);
      assertThat(rig.nic.port().hasRoom()).isTrue();
      assertThat(rig.nic.drained()).isTrue();
    }
  }
}
