package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** QEMU goes and comes again, with the rings as they were. */
class ReconnectTest {
  private static final byte[] FRAME = Packets.udp4().payload(100).build();

  @TempDir Path directory;

  @Test
  void ringsGoOnWhereTheUsedIndexSays() throws IOException {
    Frame frame = Packets.frame(FRAME);
    try (Rig rig = Rig.started(directory)) {
      int at = rig.postBuffers(8, 1536);
      rig.nic.port().deliver(frame);
      rig.nic.port().deliver(frame);
      rig.send(new byte[12], FRAME);
      rig.reconnect(Rig.COMMON);
      assertThat(rig.told).containsExactly("detached CLIENT_LEFT", "started false", "started true");
      rig.nic.port().deliver(frame);
      assertThat(rig.rx().usedIndex()).isEqualTo(3);
      assertThat(rig.rx().usedId(2)).isEqualTo(2);
      assertThat(rig.get(at + 2 * 1536 + 12, FRAME.length)).isEqualTo(FRAME);
      rig.drain();
      assertThat(rig.collector.frames).as("nothing is sent twice").hasSize(1);
      rig.send(new byte[12], FRAME);
      assertThat(rig.collector.frames).hasSize(2);
      assertThat(rig.tx().usedIndex()).isEqualTo(2);
    }
  }

  @Test
  void framesThatWaitedForTheBackEndAreSent() throws IOException {
    byte[] all = new byte[12 + FRAME.length];
    System.arraycopy(FRAME, 0, all, 12, FRAME.length);
    try (Rig rig = Rig.started(directory)) {
      rig.qemu = rig.qemu.again(rig.nic.socket(), rig::round);
      rig.drain();
      assertThat(rig.tx().post(false, rig.put(all), all.length)).isZero();
      rig.qemu.negotiate(Rig.COMMON);
      rig.rings.forEach(ring -> ring.start(rig.qemu, ring.usedIndex()));
      rig.drain();
      assertThat(rig.collector.frames).hasSize(1);
    }
  }

  @Test
  void theGuestIsToldToLookOnceMore() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      assertThat(rig.qemu.stop(1)).isZero();
      long before = rig.tx().interrupts();
      assertThat(rig.qemu.accepted(Message.SET_VRING_KICK, 1, rig.tx().kick)).isTrue();
      assertThat(before).isZero();
      assertThat(rig.tx().interrupts()).isEqualTo(1);
    }
  }

  @Test
  void aListenerThatComesLateIsTold() throws IOException {
    try (Rig rig = Rig.started(directory)) {
      rig.nic.listen(running -> rig.told.add("second: " + running));
      rig.drain();
      assertThat(rig.told).containsExactly("second: true");
    }
  }
}
