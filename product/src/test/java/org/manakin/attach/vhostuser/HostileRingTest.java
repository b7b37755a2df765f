package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.attach.vhostuser.DriverRing.INDIRECT;
import static org.manakin.attach.vhostuser.DriverRing.NEXT;
import static org.manakin.attach.vhostuser.DriverRing.WRITE;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.Ending;
import org.manakin.linux.Memfd;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** Drivers that write what makes no sense: their ring stops, and nothing else does. */
class HostileRingTest {
  private static final byte[] FRAME = Packets.udp4().payload(100).build();

  @TempDir Path directory;

  /** Posts something as head 0; the flags are those of a buffer of the ring's kind. */
  private record Abuse(String name, BiConsumer<DriverRing, Integer> post) {}

  private static final List<Abuse> ABUSES =
      List.of(
          new Abuse("a loop", (r, flags) -> r.describe(0, at(0), 64, flags | NEXT, 0)),
          new Abuse(
              "a loop of two",
              (r, flags) -> {
                r.describe(0, at(0), 1, flags | NEXT, 1);
                r.describe(1, at(0), 1, flags | NEXT, 0);
              }),
          new Abuse("a next beyond the table", (r, f) -> r.describe(0, at(0), 1, f | NEXT, 16)),
          new Abuse("no bytes", (r, flags) -> r.describe(0, at(0), 0, flags, 0)),
          new Abuse("an address of nothing", (r, flags) -> r.describe(0, 0, 64, flags, 0)),
          new Abuse("an address that wraps", (r, flags) -> r.describe(0, -8, 64, flags, 0)),
          new Abuse("4 GiB", (r, flags) -> r.describe(0, at(0), -1, flags, 0)),
          new Abuse(
              "a buffer that leaves memory",
              (r, flags) -> r.describe(0, at(FrontEnd.BYTES - 8), 64, flags, 0)),
          new Abuse("the other kind", (r, flags) -> r.describe(0, at(0), 64, flags ^ WRITE, 0)),
          new Abuse("a table of part of an entry", (r, f) -> r.describe(0, at(0), 24, INDIRECT, 0)),
          new Abuse("an empty table", (r, flags) -> r.describe(0, at(0), 0, INDIRECT, 0)),
          new Abuse("a huge table", (r, flags) -> r.describe(0, at(0), 1 << 20, INDIRECT, 0)),
          new Abuse("a table nowhere", (r, flags) -> r.describe(0, 0, 64, INDIRECT, 0)),
          new Abuse("a table and more", (r, f) -> r.describe(0, at(0), 64, INDIRECT | NEXT, 1)),
          new Abuse(
              "a table in a table",
              (r, flags) -> {
                r.describe(0, at(r.table + 16), 16, INDIRECT, 0);
                r.describe(1, at(r.table + 16), 16, INDIRECT, 0);
              }));

  private static long at(long offset) {
    return FrontEnd.guest(offset);
  }

  @TestFactory
  List<DynamicTest> aChainThatMakesNoSenseStopsItsRing() {
    return ABUSES.stream()
        .map(abuse ->
            DynamicTest.dynamicTest(
                abuse.name,
                () -> {
                  transmits(abuse);
                  receives(abuse);
                }))
        .toList();
  }

  private void transmits(Abuse abuse) throws IOException {
    try (Rig rig = Rig.started(directory)) {
      abuse.post.accept(rig.tx(), 0);
      rig.tx().makeAvailable(0);
      rig.tx().kick();
      rig.drain();
      assertStopped(rig, rig.tx(), 1);
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_CHAIN)).isEqualTo(1);
      rig.postBuffers(1, 1536);
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(rig.rx().usedIndex()).as("the other ring").isEqualTo(1);
    }
  }

  private void receives(Abuse abuse) throws IOException {
    try (Rig rig = Rig.started(directory)) {
      abuse.post.accept(rig.rx(), WRITE);
      rig.rx().makeAvailable(0);
      rig.nic.port().deliver(Packets.frame(FRAME));
      rig.nic.port().flush();
      rig.drain();
      assertStopped(rig, rig.rx(), 0);
      assertThat(rig.told).contains("started false");
      assertThat(rig.nic.received(RingCounter.BROKEN_CHAIN)).isEqualTo(1);
      rig.send(new byte[12], FRAME);
      assertThat(rig.collector.frames).as("the other ring").hasSize(1);
    }
  }

  private static void assertStopped(Rig rig, DriverRing ring, int index) {
    assertThat(rig.nic.counters().get(SyntheticCounter.RINGS_BROKEN)).isEqualTo(1);
    assertThat(rig.told).anyMatch(t -> t.startsWith("warning: ring " + index + " of"));
    assertThat(ring.errors()).isEqualTo(1);
    assertThat(ring.usedIndex()).isZero();
    ring.kick();
    rig.drain();
    assertThat(rig.told).filteredOn(t -> t.startsWith("warning")).hasSize(1);
  }

  @Test
  void anIndexThatLiesStopsItsRing() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.tx().setAvailableIndex(Rig.RING + 1);
      rig.tx().kick();
      rig.drain();
      rig.rx().setAvailableIndex(0xffff);
      rig.nic.port().deliver(Packets.frame(FRAME));
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_INDEX)).isEqualTo(1);
      assertThat(rig.nic.received(RingCounter.BROKEN_INDEX)).isEqualTo(1);
      assertThat(rig.nic.counters().get(SyntheticCounter.RINGS_BROKEN)).isEqualTo(2);
    }
  }

  @Test
  void aHeadBeyondTheTableStopsItsRing() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.tx().makeAvailable(Rig.RING);
      rig.tx().kick();
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_CHAIN)).isEqualTo(1);
    }
  }

  @Test
  void aTableThatWasNotNegotiatedStopsItsRing() throws IOException {
    try (Rig rig = Rig.started(directory, 1, Rig.COMMON & ~Feature.INDIRECT_DESC)) {
      int table = rig.qemu.allocate(16);
      rig.tx().describe(table, 0, at(0), 64, 0, 0);
      rig.tx().describe(0, at(table), 16, INDIRECT, 0);
      rig.tx().makeAvailable(0);
      rig.tx().kick();
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_CHAIN)).isEqualTo(1);
    }
  }

  @Test
  void whatWasSentBeforeIsGivenBack() throws IOException {
    byte[] all = new byte[12 + FRAME.length];
    System.arraycopy(FRAME, 0, all, 12, FRAME.length);
    try (Rig rig = Rig.started(directory)) {
      int at = rig.put(all);
      assertThat(rig.tx().post(false, at, all.length)).isZero();
      rig.tx().describe(1, 0, 1, 0, 0);
      rig.tx().makeAvailable(1);
      rig.tx().kick();
      rig.drain();
      assertThat(rig.collector.frames).hasSize(1);
      assertThat(rig.tx().usedIndex()).isEqualTo(1);
      assertThat(rig.tx().interrupts()).isEqualTo(1);
    }
  }

  @Test
  void aDriverThatStartsOverIsServed() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.tx().makeAvailable(0);
      rig.tx().kick();
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_CHAIN)).isEqualTo(1);
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, rig.tx().kick)).isTrue();
      rig.drain();
      assertThat(rig.nic.transmitted(RingCounter.BROKEN_CHAIN)).as("still broken").isEqualTo(1);
      assertThat(rig.qemu.stop(1)).isZero();
      rig.tx().restart(0);
      rig.tx().setAvailableIndex(0);
      rig.tx().start();
      rig.send(new byte[12], FRAME);
      assertThat(rig.collector.frames).hasSize(1);
    }
  }

  @Test
  void memoryThatVanishesEndsTheAttachmentAndNotTheSender() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.postBuffers(4, 1536);
      Memfd.resize(rig.qemu.object, 0);
      Frame frame = Packets.frame(FRAME);
      rig.nic.port().deliver(frame);
      rig.nic.port().flush();
      assertThat(rig.nic.received(RingCounter.DROPPED_MEMORY_VANISHED)).isPositive();
      rig.drain();
      assertThat(rig.told).contains("detached MEMORY_VANISHED", "started false");
      assertThat(rig.nic.endings().get(Ending.MEMORY_VANISHED)).isEqualTo(1);
      rig.nic.port().deliver(frame);
      assertThat(rig.nic.attached()).isFalse();
    }
  }
}
