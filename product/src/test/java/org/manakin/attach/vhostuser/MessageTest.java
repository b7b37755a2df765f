package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.Ending;
import org.manakin.attach.vhostuser.Message.Announcement;
import org.manakin.attach.vhostuser.Message.Header;
import org.manakin.attach.vhostuser.Message.MemoryTable;
import org.manakin.attach.vhostuser.Message.Region;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.UnixStream;

/** What is answered to each message, and what is refused. */
class MessageTest {
  @TempDir Path directory;

  @Test
  void onlyWhatIsDoneIsOffered() throws IOException {
    try (Rig rig = Rig.connected(directory, 1)) {
      long features = rig.qemu.askNumber(Message.GET_FEATURES);
      assertThat(features & Feature.VERSION_1).isNotZero();
      assertThat(features & Feature.MQ).as("several pairs of one").isZero();
      assertThat(rig.qemu.askNumber(Message.GET_PROTOCOL_FEATURES))
          .isEqualTo(1 | 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4 | 1 << 15);
      assertThat(rig.qemu.askNumber(Message.GET_QUEUE_NUM)).isEqualTo(1);
      assertThat(rig.qemu.askNumber(Message.GET_MAX_MEM_SLOTS)).isEqualTo(GuestRegions.MOST);
    }
    try (Rig rig = Rig.connected(directory, 4)) {
      assertThat(rig.qemu.askNumber(Message.GET_FEATURES) & Feature.MQ).isNotZero();
      assertThat(rig.qemu.askNumber(Message.GET_QUEUE_NUM)).isEqualTo(4);
    }
  }

  @Test
  void featuresThatWereNotOfferedAreRefused() throws IOException {
    try (Rig rig = Rig.connected(directory, 1)) {
      rig.qemu.number(Message.SET_PROTOCOL_FEATURES, FrontEnd.FEATURES_OF_PROTOCOL);
      assertThat(rig.qemu.accepted(Message.SET_FEATURES, Feature.VERSION_1 | 1L << 34)).isFalse();
      assertThat(rig.qemu.accepted(Message.SET_FEATURES, Rig.COMMON)).isTrue();
      assertThat(rig.nic.counters().get(SyntheticCounter.MESSAGES_REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void anMtuAboveTheNicsIsRefused() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.qemu.accepted(Message.NET_SET_MTU, Rig.MTU)).isTrue();
      assertThat(rig.qemu.accepted(Message.NET_SET_MTU, Rig.MTU + 1)).isFalse();
      assertThat(rig.qemu.accepted(Message.NET_SET_MTU, 67)).isFalse();
    }
  }

  @Test
  void unknownMessagesAreRefusedAndTheSessionGoesOn() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      for (int request : new int[] {0, 7, 21, 22, 24, 34, 39, 1000, -1}) {
        assertThat(rig.qemu.accepted(request, 0)).as("request %d", request).isFalse();
      }
      rig.qemu.number(34, 0);
      assertThat(rig.qemu.askNumber(Message.GET_QUEUE_NUM)).isEqualTo(1);
    }
  }

  @Test
  void ringsThatAreNotThereAreRefused() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd fd = Eventfd.create("kick")) {
      assertThat(rig.qemu.ringValue(Message.SET_VRING_NUM, 2, 16)).isFalse();
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 2, 1)).isFalse();
      assertThat(rig.qemu.ringValue(Message.SET_VRING_ENABLE, 0, 2)).isFalse();
      assertThat(rig.qemu.addresses(2, 0, 0, 0, 0, 0)).isFalse();
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 2, fd)).isFalse();
      assertThat(rig.qemu.accepted(Message.SET_VRING_CALL, 0x102)).isFalse();
      rig.qemu.send(Message.GET_VRING_BASE, 0, Header.SIZE);
      assertThat(rig.qemu.closedByBackEnd()).isTrue();
      assertThat(rig.nic.endings().get(Ending.BAD_MESSAGE)).isEqualTo(1);
    }
  }

  @Test
  void sizesOfRingsArePowersOfTwoThatFit() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      int ignored = rig.qemu.stop(0);
      for (long bad : new long[] {0, 3, 2048, 1L << 31, -1}) {
        assertThat(rig.qemu.ringValue(Message.SET_VRING_NUM, 0, bad)).as("%d", bad).isFalse();
      }
      assertThat(rig.qemu.ringValue(Message.SET_VRING_NUM, 0, 1024)).isTrue();
    }
  }

  @Test
  void aRunningRingKeepsItsSizeAndPosition() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.qemu.ringValue(Message.SET_VRING_NUM, 0, 32)).isFalse();
      assertThat(rig.qemu.ringValue(Message.SET_VRING_BASE, 0, 5)).isFalse();
    }
  }

  @Test
  void aRingOutsideMemoryDoesNotStart() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd fd = Eventfd.create("kick")) {
      int ignored = rig.qemu.stop(1);
      DriverRing tx = rig.tx();
      long used = FrontEnd.user(tx.used);
      long available = FrontEnd.user(tx.available);
      for (long descriptors :
          new long[] {0, -1, FrontEnd.user(tx.table) + 8, FrontEnd.USER + FrontEnd.HALF - 16}) {
        assertThat(rig.qemu.addresses(1, descriptors, available, used, 0, 0)).isTrue();
        assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, fd)).isFalse();
      }
      assertThat(rig.told).anyMatch(t -> t.startsWith("warning: ring 1 is not in the guest's"));
      assertThat(tx.addresses(rig.qemu, 0, 0)).isTrue();
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, fd)).isTrue();
    }
  }

  @Test
  void memoryThatGoesAwayStopsItsRings() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.qemu.removeRegion(FrontEnd.GUEST, FrontEnd.HALF + 1, FrontEnd.USER)).isFalse();
      assertThat(rig.told).isEmpty();
      assertThat(rig.qemu.removeRegion(FrontEnd.GUEST, FrontEnd.HALF, FrontEnd.USER)).isTrue();
      assertThat(rig.told).contains("started false").anyMatch(t -> t.contains("rings lie"));
      assertThat(rig.nic.regions()).isEqualTo(1);
    }
  }

  @Test
  void aTableReplacesAllRegions() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.nic.regions()).isEqualTo(2);
      rig.qemu.message().fill((byte) 0);
      MemoryTable.COUNT.set(rig.qemu.message(), 0, 1);
      rig.qemu.region(MemoryTable.SIZE, FrontEnd.GUEST, FrontEnd.BYTES, FrontEnd.USER, 0);
      int size = MemoryTable.SIZE + Region.SIZE;
      assertThat(rig.qemu.acknowledged(Message.SET_MEM_TABLE, size, rig.qemu.object)).isTrue();
      assertThat(rig.nic.regions()).isEqualTo(1);
      assertThat(rig.told).as("the rings lie where they lay").isEmpty();
      MemoryTable.COUNT.set(rig.qemu.message(), 0, 2);
      assertThat(rig.qemu.acknowledged(Message.SET_MEM_TABLE, size, rig.qemu.object)).isFalse();
      MemoryTable.COUNT.set(rig.qemu.message(), 0, 9);
      assertThat(rig.qemu.acknowledged(Message.SET_MEM_TABLE, size)).isFalse();
    }
  }

  @Test
  void regionsThatMakeNoSenseAreRefused() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      long far = 0x5000_0000_0000L;
      assertThat(rig.qemu.addRegion(far, 0, far, 0)).isFalse();
      assertThat(rig.qemu.addRegion(far, -4096, far, 0)).isFalse();
      assertThat(rig.qemu.addRegion(-4096, 4096, far, 0)).isFalse();
      assertThat(rig.qemu.addRegion(Long.MAX_VALUE, 4096, far, 0)).isFalse();
      assertThat(rig.qemu.addRegion(far, FrontEnd.BYTES + 1, far, 0)).isFalse();
      assertThat(rig.qemu.addRegion(far, 4096, far, FrontEnd.BYTES)).isFalse();
      assertThat(rig.qemu.addRegion(far, 4096, far, -1)).isFalse();
      assertThat(rig.nic.regions()).isEqualTo(2);
      for (int i = 2; i < GuestRegions.MOST; i++) {
        assertThat(rig.qemu.addRegion(far + 4096L * i, 4096, far + 4096L * i, 0)).isTrue();
      }
      assertThat(rig.qemu.addRegion(far, 4096, far, 0)).isFalse();
    }
  }

  @Test
  void aKickThatIsNoEventCounterIsGivenUp() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd file = Memfd.create("no eventfd", 4096)) {
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, file)).isFalse();
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1)).as("none").isFalse();
      UnixStream other = UnixStream.connect(rig.nic.socket());
      rig.drain();
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, other.fd())).isTrue();
      rig.drain();
      assertThat(rig.told).anyMatch(t -> t.contains("is no eventfd"));
      other.close();
    }
  }

  @Test
  void aLongMessageEndsTheSession() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      Header.BYTES.set(rig.qemu.message(), 0, Message.MAX_PAYLOAD + 1);
      rig.qemu.raw(Header.SIZE);
      assertThat(rig.qemu.closedByBackEnd()).isTrue();
      assertThat(rig.told).containsExactly("detached BAD_MESSAGE_SIZE", "started false");
    }
  }

  @Test
  void aMessageMayComeInPieces() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      Header.REQUEST.set(rig.qemu.message(), 0, Message.GET_QUEUE_NUM);
      Header.FLAGS.set(rig.qemu.message(), 0, 1);
      Header.BYTES.set(rig.qemu.message(), 0, 0);
      rig.qemu.raw(5);
      rig.qemu.message().asSlice(0, 7).copyFrom(rig.qemu.message().asSlice(5, 7));
      rig.qemu.raw(7);
      assertThat(Value.NUMBER.get(rig.qemu.answer(Message.GET_QUEUE_NUM), 0)).isEqualTo(1);
    }
  }

  @Test
  void onlyOneClientAtATime() throws IOException {
    try (Rig rig = Rig.started(directory);
        FrontEnd second = new FrontEnd(rig.nic.socket(), rig::round)) {
      assertThat(second.closedByBackEnd()).isTrue();
      assertThat(rig.nic.counters().get(SyntheticCounter.CLIENTS_REFUSED)).isEqualTo(1);
      assertThat(rig.told).anyMatch(t -> t.startsWith("refused: a second client"));
      assertThat(rig.qemu.askNumber(Message.GET_QUEUE_NUM)).isEqualTo(1);
    }
  }

  @Test
  void theGuestIsAnnouncedForQemu() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      Announcement.MAC.set(rig.qemu.message(), 0, new byte[] {2, 0, 0, 0, 0, 0x17});
      assertThat(rig.qemu.acknowledged(Message.SEND_RARP, Announcement.SIZE)).isTrue();
      byte[] frame = rig.collector.frames.getFirst().bytes();
      assertThat(frame).hasSize(60).startsWith(-1, -1, -1, -1, -1, -1, 2, 0, 0, 0, 0, 0x17);
      assertThat(frame[12]).isEqualTo((byte) 0x80);
      assertThat(frame[13]).isEqualTo((byte) 0x35);
      assertThat(rig.collector.flushes).isEqualTo(1);
    }
  }
}
