package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manakin.attach.Ending;
import org.manakin.attach.vfiouser.Client.Packet;
import org.manakin.attach.vfiouser.Message.DmaMap;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.attach.vfiouser.Message.SetIrqs;
import org.manakin.attach.vfiouser.Message.Version;
import org.manakin.attach.vfiouser.Message.WriteMulti;
import org.manakin.linux.Errno;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;

/** Messages that no good client sends: an error answer, or the end of that client only. */
class MalformedMessageTest {
  private static final int MIB = 1 << 20;

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

  @FunctionalInterface
  interface Maker {
    Packet make(Client client);
  }

  /**
   * @param fds descriptors of a memory object of 1 MiB that go along
   * @param errno what the answer says
   */
  record Bad(String name, int fds, int errno, Maker maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Bad> refused() {
    List<Bad> all = new ArrayList<>();
    int invalid = Errno.EINVAL;
    all.add(new Bad("second VERSION", 0, invalid, c -> c.version("{}")));
    all.add(new Bad("map past the end of its file", 1, invalid, c -> c.map(0, 2 * MIB, 0, 3)));
    all.add(new Bad("map from behind its file", 1, invalid, c -> c.map(0, 4096, 2L * MIB, 3)));
    all.add(new Bad("map with offset overflow", 1, invalid, c -> c.map(0, 4096, -4096, 3)));
    all.add(new Bad("map of nothing", 1, invalid, c -> c.map(0, 0, 0, 3)));
    all.add(new Bad("map that wraps", 1, invalid, c -> c.map(-4096, 8192, 0, 3)));
    all.add(new Bad("map in the upper half", 1, invalid, c -> c.map(1L << 63, 4096, 0, 3)));
    all.add(new Bad("map with unknown flags", 1, invalid, c -> c.map(0, 4096, 0, 0x13)));
    all.add(new Bad("map with two descriptors", 2, invalid, c -> c.map(0, 4096, 0, 3)));
    all.add(new Bad("map, argsz too small", 1, invalid, c -> argsz(c.map(0, 4096, 0, 3), 16)));
    all.add(new Bad("map, cut off", 1, invalid, c -> c.packet(Message.DMA_MAP, 40)));
    all.add(new Bad("unmap of nothing", 0, invalid, c -> c.unmap(0, 0, 0)));
    all.add(new Bad("unmap with dirty bitmap", 0, invalid, c -> c.unmap(0, 4096, 1)));
    all.add(new Bad("unmap, cut off", 0, invalid, c -> c.packet(Message.DMA_UNMAP, 24)));
    all.add(new Bad("info, cut off", 0, invalid, c -> c.packet(Message.DEVICE_GET_INFO, 16)));
    all.add(new Bad("region 9", 0, invalid, c -> c.regionInfo(9)));
    all.add(new Bad("region -1", 0, invalid, c -> c.regionInfo(-1)));
    all.add(new Bad("interrupt kind 5", 0, invalid, c -> c.irqInfo(5)));
    all.add(new Bad("io fds", 0, Errno.ENOTSUP, c -> c.packet(6, 40)));
    all.add(new Bad("device feature", 0, Errno.ENOTSUP, c -> c.packet(16, 24)));
    all.add(new Bad("server's own DMA_READ", 0, Errno.ENOTSUP, c -> c.packet(11, 32)));
    all.add(new Bad("command 0", 0, Errno.ENOTSUP, c -> c.packet(0, 16)));
    all.add(new Bad("command 65535", 0, Errno.ENOTSUP, c -> c.packet(65535, 16)));
    all.add(new Bad("read behind the region", 0, invalid, c -> c.read(0, FakeDevice.BAR0, 4)));
    all.add(new Bad("read across the end", 0, invalid, c -> c.read(7, 4092, 8)));
    all.add(new Bad("read at a negative offset", 0, invalid, c -> c.read(0, -8, 8)));
    all.add(new Bad("read of nothing", 0, invalid, c -> c.read(7, 0, 0)));
    all.add(new Bad("read of too much", 0, invalid, c -> c.read(0, 0, Message.MAX_DATA + 1)));
    all.add(new Bad("read of 4 GiB - 1", 0, invalid, c -> c.read(0, 0, -1)));
    all.add(new Bad("read of a region that is not", 0, invalid, c -> c.read(1, 0, 4)));
    all.add(new Bad("read of region 77", 0, invalid, c -> c.read(77, 0, 4)));
    all.add(new Bad("read with data", 0, invalid, c -> c.packet(Message.REGION_READ, 40)));
    all.add(new Bad("write, count is not size", 0, invalid, MalformedMessageTest::wrongCount));
    all.add(new Bad("write, cut off", 0, invalid, c -> c.packet(Message.REGION_WRITE, 24)));
    all.add(new Bad("write behind the region", 0, invalid, c -> c.write(0, 1 << 20, 8, 1)));
    all.add(new Bad("reset with a body", 0, invalid, c -> c.packet(Message.DEVICE_RESET, 20)));
    all.add(new Bad("unknown flag", 0, invalid, c -> flags(c.read(7, 0, 4), 0x40)));
    all.add(new Bad("type 2", 0, invalid, c -> flags(c.read(7, 0, 4), 2)));
    all.add(new Bad("command with error flag", 0, invalid, c -> flags(c.info(), 0x20)));
    all.add(new Bad("vector behind the table", 1, invalid, c -> c.setIrqs(0x24, 2, 40, 1)));
    all.add(new Bad("vectors wrap", 0, invalid, c -> c.setIrqs(0x24, 2, 1, -1)));
    all.add(new Bad("fewer fds than vectors", 1, invalid, c -> c.setIrqs(0x24, 2, 0, 2)));
    all.add(new Bad("more fds than vectors", 2, invalid, c -> c.setIrqs(0x24, 2, 0, 1)));
    all.add(new Bad("INTx", 1, invalid, c -> c.setIrqs(0x24, 0, 0, 1)));
    all.add(new Bad("mask", 0, invalid, c -> c.setIrqs(0x09, 2, 0, 1)));
    all.add(new Bad("BOOL data", 0, invalid, c -> c.setIrqs(0x22, 2, 0, 1)));
    all.add(new Bad("set irqs, cut off", 0, invalid, c -> c.packet(Message.DEVICE_SET_IRQS, 32)));
    return all;
  }

  @ParameterizedTest
  @MethodSource("refused")
  void isAnsweredWithAnError(Bad bad) throws IOException {
    try (Fd memory = Memfd.create("ram", MIB);
        Client client = rig.connect()) {
      client.negotiate();
      long before = Rig.openDescriptors();
      Fd[] passed = new Fd[bad.fds];
      Arrays.fill(passed, memory);
      Packet reply = client.call(bad.maker.make(client), passed);
      assertThat(reply.failed()).isTrue();
      assertThat(reply.error()).isEqualTo(bad.errno);
      assertThat(reply.size()).isEqualTo(Header.SIZE);
      assertThat(rig.dma.memory().ranges()).isZero();
      assertThat(rig.device.doorbells).isEmpty();
      assertThat(Rig.openDescriptors()).isEqualTo(before);
      assertThat(client.call(client.read(7, 0, 4)).failed()).isFalse();
      assertThat(rig.server.counters().get(ServerCounter.COMMANDS_REFUSED)).isEqualTo(1);
    }
  }

  @Test
  void whatAsksForNoAnswerGetsNone() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      client.send(client.write(0, 1 << 20, 8, 1).noReply());
      client.send(client.packet(99, 16).noReply());
      Packet wrongCount = client.writeMany(0, 1, 2);
      WriteMulti.COUNT.set(wrongCount.bytes(), 0, 1L << 60);
      client.send(wrongCount);
      client.send(flags(client.packet(Message.REGION_READ, 16), Header.REPLY_TYPE));
      assertThat(client.call(client.read(7, 0, 4)).failed()).isFalse();
      assertThat(rig.server.counters().get(ServerCounter.MESSAGES_IGNORED)).isEqualTo(4);
    }
  }

  @Test
  void nothingIsDoneBeforeVersion() throws IOException {
    try (Client client = rig.connect()) {
      assertThat(client.call(client.read(7, 0, 4)).error()).isEqualTo(Errno.EINVAL);
      assertThat(client.call(client.version("{\"capabilities\":")).error()).isEqualTo(Errno.EINVAL);
      Packet other = client.version("{}");
      Version.MAJOR.set(other.bytes(), 0, 1);
      assertThat(client.call(other).error()).isEqualTo(Errno.EINVAL);
      Packet none = client.call(client.packet(Message.VERSION, Version.SIZE));
      assertThat(none.failed()).isFalse();
      assertThat(none.size()).isEqualTo(Version.SIZE);
    }
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(
      ints = {0, 15, 32 + Message.MAX_DATA + 1, Integer.MAX_VALUE, -1})
  void aSizeThatCannotBeEndsTheConnection(int size) throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      client.send(client.write(0, 0, 8, 5).noReply());
      Packet bad = client.packet(Message.DEVICE_RESET, 16);
      Header.BYTES.set(bad.bytes(), 0, size);
      client.sendPart(bad.bytes(), 0, 16);
      assertThat(client.closedByServer()).isTrue();
      assertThat(rig.device.doorbells).containsExactly(5L);
      assertThat(rig.server.endings().get(Ending.BAD_MESSAGE_SIZE)).isEqualTo(1);
    }
    try (Client next = rig.connect()) {
      next.negotiate();
    }
  }

  @Test
  void descriptorsInTheMiddleOfAMessageEndTheConnection() throws IOException {
    long before = Rig.openDescriptors();
    try (Fd memory = Memfd.create("ram", MIB);
        Client client = rig.connect()) {
      client.negotiate();
      Packet map = client.map(0, MIB, 0, 3);
      client.sendPart(map.bytes(), 0, 30, memory);
      rig.drain();
      client.sendPart(map.bytes(), 30, map.size(), memory);
      assertThat(client.closedByServer()).isTrue();
      assertThat(rig.server.endings().get(Ending.STRAY_DESCRIPTORS)).isEqualTo(1);
    }
    assertThat(Rig.openDescriptors()).isEqualTo(before);
  }

  @Test
  void descriptorsOfManyPipelinedMessagesEachFindTheirOwn() throws IOException {
    try (Fd small = Memfd.create("small", MIB);
        Fd large = Memfd.create("large", 4 * MIB);
        Client client = rig.connect()) {
      client.negotiate();
      for (int i = 0; i < 8; i++) {
        client.send(client.write(0, 0, 8, i).noReply());
        client.send(client.map((long) i * 64 * MIB, MIB, 0, 3), small);
        client.send(client.map((long) i * 64 * MIB + 32 * MIB, 4 * MIB, 0, 3), large);
        client.send(client.unmap(1L << 40, 4096, 0));
      }
      for (int i = 0; i < 24; i++) {
        assertThat(client.reply().failed()).isFalse();
      }
      assertThat(rig.dma.memory().ranges()).isEqualTo(16);
      assertThat(rig.dma.memory().run(32 * MIB, true)).isEqualTo(4 * MIB);
    }
  }

  @Test
  void noiseEndsTheConnectionAndNothingElse() throws IOException {
    long before = Rig.openDescriptors();
    Random random = new Random(20261122);
    try (Fd memory = Memfd.create("ram", MIB);
        Fd event = Eventfd.create("test")) {
      for (int round = 0; round < 300; round++) {
        try (Client client = rig.connect()) {
          client.negotiate();
          for (int i = 0; i < 20; i++) {
            Packet p = client.packet(random.nextInt(20), 16 + random.nextInt(64));
            for (int at = 16; at < p.size(); at += 4) {
              int word = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(64);
              if (at + 4 <= p.size()) {
                p.bytes().set(java.lang.foreign.ValueLayout.JAVA_INT, at, word);
              }
            }
            if (random.nextInt(4) == 0) {
              p.noReply();
            }
            if (random.nextInt(40) == 0) {
              Header.BYTES.set(p.bytes(), 0, random.nextInt(100_000));
            }
            Fd[] passed =
                switch (random.nextInt(4)) {
                  case 0 -> new Fd[] {memory};
                  case 1 -> new Fd[] {event, event};
                  default -> new Fd[0];
                };
            try {
              client.send(p, passed);
            } catch (AssertionError closed) {
              break;
            }
            rig.round();
          }
        }
        rig.drain();
        assertThat(rig.server.attached()).isFalse();
      }
    }
    assertThat(Rig.openDescriptors()).isEqualTo(before);
  }

  private static Packet flags(Packet p, int flags) {
    Header.FLAGS.set(p.bytes(), 0, flags);
    return p;
  }

  private static Packet argsz(Packet p, int argsz) {
    DmaMap.ARGSZ.set(p.bytes(), 0, argsz);
    return p;
  }

  private static Packet wrongCount(Client client) {
    Packet p = client.write(0, 0, 8, 1);
    RegionAccess.COUNT.set(p.bytes(), 0, 4);
    return p;
  }

  @Test
  void interruptArgszIsChecked() throws IOException {
    try (Client client = rig.connect()) {
      client.negotiate();
      Packet p = client.setIrqs(0x21, 2, 0, 0);
      SetIrqs.ARGSZ.set(p.bytes(), 0, 8);
      assertThat(client.call(p).error()).isEqualTo(Errno.EINVAL);
    }
  }
}
