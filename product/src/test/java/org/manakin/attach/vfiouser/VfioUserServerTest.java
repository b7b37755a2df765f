package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.Ending;
import org.manakin.attach.vfiouser.Client.Packet;
import org.manakin.attach.vfiouser.Message.DeviceInfo;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.IrqInfo;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.attach.vfiouser.Message.RegionInfo;
import org.manakin.attach.vfiouser.Message.Version;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.memory.GuestMemory;

/** What QEMU does from its start to its end, and what may happen in between. */
class VfioUserServerTest {
  private static final long MIB = 1 << 20;
  private static final int READ_WRITE = 3;

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void startsAsQemuDoes() throws IOException {
    try (Client client = rig.connect();
        Fd ram = Memfd.create("ram", 512 * MIB)) {
      Packet version = client.call(client.version(Client.QEMU_CAPABILITIES));
      assertThat(version.size()).isLessThanOrEqualTo(214);
      assertThat(Version.MAJOR.get(version.bytes(), 0)).isZero();
      assertThat(Version.MINOR.get(version.bytes(), 0)).isZero();
      assertThat(text(version))
          .isEqualTo(
              "{\"capabilities\":{\"max_msg_fds\":16,\"max_data_xfer_size\":32768,"
                  + "\"max_dma_maps\":4096,\"pgsizes\":4096,\"write_multiple\":true}}\0");
      client.send(client.map(0, 512 * MIB, 0, READ_WRITE), ram);
      client.send(client.map(0xfffc0000L, 0x40000, 0, 1));
      assertThat(client.reply().size()).isEqualTo(Header.SIZE);
      assertThat(client.reply().failed()).isFalse();

      Packet info = client.call(client.info());
      assertThat(info.failed()).isFalse();
      assertThat(DeviceInfo.FLAGS.get(info.bytes(), 0)).isEqualTo(3);
      assertThat(DeviceInfo.REGIONS.get(info.bytes(), 0)).isEqualTo(9);
      assertThat(DeviceInfo.IRQS.get(info.bytes(), 0)).isEqualTo(5);
      long[] sizes = {FakeDevice.BAR0, 0, 0, 0, FakeDevice.BAR4, 0, 0, 4096, 0};
      for (int region = 0; region < sizes.length; region++) {
        Packet answer = client.call(client.regionInfo(region));
        assertThat(RegionInfo.LENGTH.get(answer.bytes(), 0)).isEqualTo(sizes[region]);
        assertThat(RegionInfo.FLAGS.get(answer.bytes(), 0)).isEqualTo(sizes[region] == 0 ? 0 : 3);
        assertThat(RegionInfo.ARGSZ.get(answer.bytes(), 0)).isEqualTo(32);
      }
      int[] counts = {0, 0, FakeDevice.VECTORS, 1, 0};
      for (int index = 0; index < counts.length; index++) {
        Packet answer = client.call(client.irqInfo(index));
        assertThat(IrqInfo.COUNT.get(answer.bytes(), 0)).isEqualTo(counts[index]);
        assertThat(IrqInfo.FLAGS.get(answer.bytes(), 0)).isEqualTo(counts[index] == 0 ? 0 : 1);
      }
      Packet config = client.call(client.read(7, 0, 4096));
      assertThat(data(config)).isEqualTo(rig.device.config);
      assertThat(client.call(client.packet(Message.DEVICE_RESET, 16)).size()).isEqualTo(16);
      assertThat(rig.device.resets).isEqualTo(1);
      assertThat(rig.dma.memory().locate(0x100000, 4096, true)).isGreaterThanOrEqualTo(0);
      assertThat(rig.dma.memory().locate(0xfffc0000L, 4, false)).isEqualTo(GuestMemory.NOWHERE);
    }
  }

  @Test
  void aRangeShowsTheBytesOfItsPlaceInTheFile() throws IOException {
    try (Client client = rig.connect();
        Fd ram = Memfd.create("ram", 8 * MIB)) {
      client.negotiate();
      assertThat(client.call(client.map(4 * MIB, 2 * MIB, 6 * MIB, READ_WRITE), ram).failed())
          .isFalse();
      GuestMemory memory = rig.dma.memory();
      long place = memory.locate(5 * MIB, 8, true);
      memory.window().set(ValueLayout.JAVA_LONG, place, 0x1234_5678_9abcL);
      assertThat(fileBytes(ram, 7 * MIB)).isEqualTo(0x1234_5678_9abcL);
    }
  }

  @Test
  void firmwareRemapsAllMemoryAndTheBytesStayWhereTheyAre() throws IOException {
    try (Client client = rig.connect();
        Fd ram = Memfd.create("ram", 16 * MIB)) {
      client.negotiate();
      client.call(client.map(0, 16 * MIB, 0, READ_WRITE), ram);
      GuestMemory memory = rig.dma.memory();
      long before = memory.locate(2 * MIB, 8, true);
      for (int round = 0; round < 10; round++) {
        Packet unmap = client.unmap(0, 16 * MIB, 0);
        Packet unmapped = client.call(unmap);
        assertThat(unmapped.bytes().asSlice(Header.SIZE).mismatch(unmap.bytes().asSlice(16)))
            .isEqualTo(-1);
        assertThat(memory.ranges()).isZero();
        client.send(client.map(0, 0xc0000, 0, READ_WRITE), ram);
        client.send(client.map(0xc0000, 0x40000, 0, 1));
        client.send(client.map(0x100000, 15 * MIB, 0x100000, READ_WRITE), ram);
        for (int i = 0; i < 3; i++) {
          assertThat(client.reply().failed()).isFalse();
        }
        assertThat(memory.locate(2 * MIB, 8, true)).isEqualTo(before);
        assertThat(memory.locate(0xc0000, 8, false)).isEqualTo(GuestMemory.NOWHERE);
        client.call(client.unmap(0, 16 * MIB, 0));
        client.call(client.map(0, 16 * MIB, 0, READ_WRITE), ram);
      }
      assertThat(rig.device.settled).isEqualTo(20);
      client.call(client.unmap(0, 0, 2));
      assertThat(memory.ranges()).isZero();
    }
  }

  @Test
  void doorbellsArriveInOrderAndBeforeTheReadBehindThem() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      List<Long> rung = new ArrayList<>();
      for (long i = 0; i < 3000; i++) {
        if (i % 10 == 9) {
          client.send(client.writeMany(0x2000, i, -i, i << 40));
          rung.addAll(List.of(i, -i, i << 40));
        } else {
          client.send(client.write(0, 0x2000, 8, i << 32).noReply());
          rung.add(i << 32);
        }
        if (i % 100 == 50) {
          rig.round();
        }
      }
      Packet read = client.call(client.read(0, 8, 8));
      assertThat(value(read)).isEqualTo(8 * 0x0101_0101_0101L);
      assertThat(rig.device.doorbells).isEqualTo(rung);
      assertThat(rig.server.counters().get(ServerCounter.POSTED_WRITES)).isEqualTo(rung.size());
    }
  }

  @Test
  void accessesOfEverySizeReachTheDeviceAsTheyAre() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      assertThat(client.call(client.write(7, 4, 2, 0x0506)).size()).isEqualTo(RegionAccess.SIZE);
      client.call(client.write(7, 0x3c, 1, 0x0a));
      client.call(client.write(7, 0x10, 4, 0xffffffffL));
      client.call(client.write(0, 0x104, 4, 0x11223344L));
      client.call(client.write(4, 0x2002, 2, 0x7788));
      client.call(client.write(0, 0x1001, 3, 0xccbbaaL));
      assertThat(rig.device.writes)
          .containsExactly(
              "config 0x4/2 0x506",
              "config 0x3c/1 0xa",
              "config 0x10/4 0xffffffff",
              "bar0 0x104/4 0x11223344",
              "bar4 0x2002/2 0x7788",
              "bar0 0x1001/1 0xaa",
              "bar0 0x1002/2 0xccbb");
      for (int n : new int[] {1, 2, 4, 8}) {
        assertThat(data(client.call(client.read(7, 8, n))))
            .isEqualTo(Arrays.copyOfRange(rig.device.config, 8, 8 + n));
      }
      assertThat(data(client.call(client.read(7, 3, 100))))
          .isEqualTo(Arrays.copyOfRange(rig.device.config, 3, 103));
      assertThat(value(client.call(client.read(4, 0x3000, 8)))).isZero();
    }
  }

  @Test
  void messagesMayArriveByteByByte() throws IOException {
    try (Client client = rig.connect();
        Fd ram = Memfd.create("ram", MIB)) {
      client.negotiate();
      Packet map = client.map(0, MIB, 0, READ_WRITE);
      client.sendPart(map.bytes(), 0, 1, ram);
      for (int i = 1; i < map.size(); i++) {
        rig.round();
        client.sendPart(map.bytes(), i, i + 1);
      }
      Packet write = client.write(0, 0x40, 8, 77).noReply();
      client.sendPart(write.bytes(), 0, 21);
      assertThat(client.reply().failed()).isFalse();
      assertThat(rig.dma.memory().ranges()).isEqualTo(1);
      client.sendPart(write.bytes(), 21, write.size());
      rig.drain();
      assertThat(rig.device.doorbells).containsExactly(77L);
    }
  }

  @Test
  void aSecondClientIsTurnedAwayAndTheFirstGoesOn() throws IOException {
    try (Client first = rig.connect()) {
      first.negotiate();
      try (Client second = rig.connect()) {
        assertThat(second.closedByServer()).isTrue();
      }
      assertThat(rig.server.counters().get(ServerCounter.CLIENTS_REFUSED)).isEqualTo(1);
      assertThat(rig.told).singleElement().asString().contains("attached already");
      assertThat(first.call(first.read(7, 0, 4)).failed()).isFalse();
    }
  }

  @Test
  void aClientThatLeavesLeavesNothingBehind() throws IOException {
    long before = Rig.openDescriptors();
    for (int round = 0; round < 20; round++) {
      try (Client client = rig.connect();
          Fd ram = Memfd.create("ram", MIB)) {
        client.negotiate();
        client.call(client.map(0, MIB, 0, READ_WRITE), ram);
        Packet half = client.map(MIB, MIB, 0, READ_WRITE);
        client.sendPart(half.bytes(), 0, 20, ram);
        rig.drain();
        assertThat(rig.server.attached()).isTrue();
      }
      rig.drain();
      assertThat(rig.server.attached()).isFalse();
      assertThat(rig.dma.memory().ranges()).isZero();
      assertThat(rig.device.resets).isEqualTo(round + 1);
    }
    assertThat(rig.server.endings().get(Ending.CLIENT_LEFT_WITHIN_MESSAGE)).isEqualTo(20);
    assertThat(Rig.openDescriptors()).isEqualTo(before);
  }

  @Test
  void aClientThatCutsItsMemoryLosesOnlyItself() throws IOException {
    try (Client client = rig.connect();
        Fd ram = Memfd.create("ram", MIB)) {
      client.negotiate();
      client.call(client.map(0, MIB, 0, READ_WRITE), ram);
      Memfd.resize(ram, 0);
      GuestMemory memory = rig.dma.memory();
      rig.device.onWork =
          () -> memory.window().set(ValueLayout.JAVA_LONG, memory.locate(0, 8, true), 1);
      rig.round();
      assertThat(rig.server.endings().get(Ending.MEMORY_VANISHED)).isEqualTo(1);
      assertThat(client.closedByServer()).isTrue();
    }
    rig.device.onWork = () -> {};
    try (Client next = rig.connect()) {
      next.negotiate();
    }
  }

  @Test
  void answersWaitForAClientThatDoesNotReadThem() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      int asked = 0;
      while (asked < 2000 && client.offer(client.read(7, 0, 4096))) {
        asked++;
        rig.round();
      }
      for (int i = 0; i < asked; i++) {
        assertThat(data(client.reply())).isEqualTo(rig.device.config);
      }
      assertThat(client.call(client.read(7, 0, 4)).failed()).isFalse();
    }
  }

  @Test
  void memoryWithoutDescriptorIsRefusedWithTheRemedy() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      client.call(client.map(0, 512 * MIB, 0, READ_WRITE));
      Packet info = client.call(client.info());
      assertThat(info.failed()).isTrue();
      assertThat(info.error()).isEqualTo(Errno.EINVAL);
      assertThat(rig.told)
          .singleElement()
          .asString()
          .contains("no descriptor")
          .contains("share=on");
    }
  }

  @Test
  void theSocketComesAndGoesWithTheServer() throws IOException {
    Path socket = rig.server.socket();
    assertThat(Files.exists(socket)).isTrue();
    Client client = rig.connect();
    client.negotiate();
    rig.close();
    assertThat(Files.exists(socket)).isFalse();
    assertThat(client.closedByServer()).isTrue();
    assertThat(rig.device.resets).isEqualTo(1);
    client.close();
    rig = new Rig(directory);
  }

  private static String text(Packet version) {
    return new String(
        version.bytes().asSlice(Version.SIZE).toArray(ValueLayout.JAVA_BYTE),
        StandardCharsets.UTF_8);
  }

  private static byte[] data(Packet read) {
    return read.bytes().asSlice(RegionAccess.SIZE).toArray(ValueLayout.JAVA_BYTE);
  }

  private static long value(Packet read) {
    return read.bytes().get(ValueLayout.JAVA_LONG, RegionAccess.SIZE);
  }

  private static long fileBytes(Fd file, long at) throws IOException {
    try (var channel =
        java.nio.channels.FileChannel.open(Path.of("/proc/self/fd/" + file.number()))) {
      MemorySegment mapped =
          channel.map(
              java.nio.channels.FileChannel.MapMode.READ_ONLY,
              at,
              8,
              java.lang.foreign.Arena.ofAuto());
      return mapped.get(ValueLayout.JAVA_LONG, 0);
    }
  }
}
