package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.packet.Packets;

/** The way of a frame from one guest's ring into another's costs no memory. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BURST = 8;
  private static final int ROUNDS = 500;

  /** The JVM compiles in the background: it may take a while until nothing is left to box. */
  private static final int MOST_BLOCKS = 200;

  @TempDir Path directory;

  @Test
  void framesBetweenGuestsAllocateNothing() throws IOException {
    byte[] finished = Packets.udp4().payload(600).build();
    byte[] unfinished = Packets.tcp4().payload(3000).superFrame().build();
    long cut = Rig.COMMON & ~(Feature.GUEST_TSO4 | Feature.GUEST_CSUM);
    assertFree(finished, new byte[12], Rig.COMMON, 1);
    assertFree(unfinished, new byte[] {1, 1, 0, 0, 0, 4, 34, 0, 16, 0, 0, 0}, Rig.COMMON, 2);
    assertFree(unfinished, new byte[] {1, 1, 0, 0, 0, 4, 34, 0, 16, 0, 0, 0}, cut, 3);
  }

  /** Sends bursts of a frame that takes {@code buffers} buffers in the other guest. */
  private void assertFree(byte[] frame, byte[] header, long features, int buffers)
      throws IOException {
    byte[] all = new byte[header.length + frame.length];
    System.arraycopy(header, 0, all, 0, header.length);
    System.arraycopy(frame, 0, all, header.length, frame.length);
    try (Rig from = Rig.started(Files.createTempDirectory(directory, "a"), 1, Rig.COMMON);
        Rig to = Rig.started(Files.createTempDirectory(directory, "b"), 1, features)) {
      from.nic.connect(to.nic.port());
      int source = from.put(all);
      int target = to.qemu.allocate(2048);
      int blocks = 0;
      long allocated;
      do {
        allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
          for (int i = 0; i < BURST / buffers * buffers; i++) {
            int ignored = to.rx().post(true, target, 2048);
          }
          for (int i = 0; i < BURST / buffers; i++) {
            int ignored = from.tx().post(false, source, all.length);
          }
          from.tx().setUsedEvent(from.tx().posted() - 1);
          to.rx().setUsedEvent(to.rx().posted() - 1);
          from.tx().kick();
          long before = THREADS.getCurrentThreadAllocatedBytes();
          from.drain();
          allocated += THREADS.getCurrentThreadAllocatedBytes() - before;
        }
        blocks++;
      } while (allocated > 0 && blocks < MOST_BLOCKS);
      assertThat(allocated).isZero();
      assertThat(to.rx().usedIndex()).isEqualTo(to.rx().posted() & 0xffff);
      assertThat(to.rx().interrupts()).isEqualTo(blocks * (long) ROUNDS);
    }
  }
}
