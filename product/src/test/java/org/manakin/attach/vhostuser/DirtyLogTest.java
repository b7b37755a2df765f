package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.vhostuser.Message.Log;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.Window;
import org.manakin.packet.Packets;

/** What QEMU is told of changed memory. */
class DirtyLogTest {
  private static final int BITMAP = 64 << 10;
  private static final byte[] FRAME = Packets.udp4().payload(1000).build();

  @TempDir Path directory;

  private static boolean setLog(Rig rig, Fd file, long offset, long bytes) {
    Log.LENGTH.set(rig.qemu.message(), 0, bytes);
    Log.OFFSET.set(rig.qemu.message(), 0, offset);
    MemorySegment answer = rig.qemu.ask(Message.SET_LOG_BASE, Log.SIZE, file);
    return Value.NUMBER.get(answer, 0) == 0;
  }

  private static Fd sealed() throws IOException {
    Fd file = Memfd.create("log", BITMAP);
    Memfd.seal(file);
    return file;
  }

  private static MemorySegment mapped(Fd file) throws IOException {
    Window window = Window.reserve(1L << 32);
    return window.segment().asSlice(window.place(file).offset(), BITMAP);
  }

  /** The pages that are marked, which are unmarked. */
  private static SortedSet<Long> take(MemorySegment bitmap) {
    SortedSet<Long> pages = new TreeSet<>();
    for (int i = 0; i < BITMAP; i++) {
      int bits = bitmap.get(ValueLayout.JAVA_BYTE, i);
      for (int bit = 0; bit < 8; bit++) {
        if ((bits >> bit & 1) != 0) {
          pages.add(8L * i + bit);
        }
      }
    }
    bitmap.fill((byte) 0);
    return pages;
  }

  private static long page(long offset) {
    return FrontEnd.guest(offset) >> 12;
  }

  @Test
  void buffersAndUsedRingsAreMarkedWhileItIsAskedFor() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd file = sealed()) {
      MemorySegment bitmap = mapped(file);
      rig.qemu.allocate(8192);
      int at = rig.qemu.allocate(4 * 4096) + 4095 & -4096;
      assertThat(rig.rx().post(true, at + 4000, 2000)).isZero();
      assertThat(rig.rx().post(true, at, 2000)).isEqualTo(1);
      assertThat(rig.rx().post(true, at, 2000)).isEqualTo(2);
      assertThat(setLog(rig, file, 0, BITMAP)).isTrue();
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(take(bitmap)).as("not asked for yet").isEmpty();

      logAll(rig, true);
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(take(bitmap)).containsExactly(page(at));

      int usedLog = FrontEnd.HALF;
      assertThat(rig.rx().addresses(rig.qemu, 1, FrontEnd.guest(usedLog))).isTrue();
      assertThat(rig.tx().addresses(rig.qemu, 1, FrontEnd.guest(usedLog + 8192))).isTrue();
      SortedSet<Long> ignored = take(bitmap);
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(take(bitmap)).containsExactly(page(at), page(usedLog));
      rig.send(new byte[12], FRAME);
      assertThat(take(bitmap)).containsExactly(page(usedLog + 8192));

      logAll(rig, false);
      rig.send(new byte[12], FRAME);
      assertThat(take(bitmap)).isEmpty();
    }
  }

  private static void logAll(Rig rig, boolean on) {
    long features = Rig.COMMON | Feature.PROTOCOL_FEATURES | (on ? Feature.LOG_ALL : 0);
    assertThat(rig.qemu.accepted(Message.SET_FEATURES, features)).isTrue();
  }

  @Test
  void aBufferAcrossPagesMarksBoth() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd file = sealed()) {
      MemorySegment bitmap = mapped(file);
      int at = rig.qemu.allocate(4 * 4096) + 4095 & -4096;
      assertThat(rig.rx().post(true, at + 4000, 2000)).isZero();
      assertThat(setLog(rig, file, 4096, BITMAP - 4096)).isTrue();
      logAll(rig, true);
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(take(bitmap)).containsExactly(page(at) + 4096 * 8, page(at + 4096) + 4096 * 8);
    }
  }

  @Test
  void pagesBeyondTheBitmapAreNobodys() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd file = sealed()) {
      MemorySegment bitmap = mapped(file);
      rig.postBuffers(2, 2000);
      assertThat(setLog(rig, file, 0, 8)).isTrue();
      logAll(rig, true);
      rig.nic.port().deliver(Packets.frame(FRAME));
      assertThat(take(bitmap)).isEmpty();
      assertThat(rig.nic.received(RingCounter.FRAMES)).isEqualTo(1);
    }
  }

  @Test
  void whatCannotBeALogIsRefused() throws IOException {
    try (Rig rig = Rig.started(directory);
        Fd loose = Memfd.create("loose", BITMAP);
        Fd file = sealed()) {
      assertThat(setLog(rig, loose, 0, BITMAP)).isFalse();
      assertThat(rig.told).singleElement().asString().contains("not sealed against shrinking");
      assertThat(setLog(rig, file, 4, 8)).isFalse();
      assertThat(setLog(rig, file, 0, 12)).isFalse();
      assertThat(setLog(rig, file, -8, 8)).isFalse();
      assertThat(setLog(rig, file, 0, Long.MAX_VALUE)).isFalse();
      assertThat(setLog(rig, file, 0, BITMAP)).isTrue();
    }
  }

  @Test
  void onlyAFrontEndThatGivesFilesIsAnsweredUnasked() throws IOException {
    try (Rig rig = Rig.connected(directory, 1);
        Fd file = sealed()) {
      rig.qemu.number(Message.SET_PROTOCOL_FEATURES, Feature.Protocol.REPLY_ACK);
      Log.LENGTH.set(rig.qemu.message(), 0, BITMAP);
      Log.OFFSET.set(rig.qemu.message(), 0, 0);
      rig.qemu.send(Message.SET_LOG_BASE, 0, Log.SIZE, file);
      assertThat(rig.qemu.askNumber(Message.GET_QUEUE_NUM)).as("the next answer").isEqualTo(1);
    }
  }
}
