package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.vfiouser.Client.Packet;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;

/** The way of a doorbell from the socket to the device, and of an interrupt back, is free. */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BURST = 20;
  private static final int ROUNDS = 500;

  /** The JVM compiles in the background: it may take a while until nothing is left to box. */
  private static final int MOST_BLOCKS = 200;

  @TempDir Path directory;

  @Test
  void doorbellsAndInterruptsAllocateNothing() throws IOException {
    try (Rig rig = new Rig(directory);
        Client client = rig.connect();
        Fd event = Eventfd.create("interrupt")) {
      client.negotiate();
      client.call(client.setIrqs(0x24, 2, 0, 1), event);
      rig.device.keepDoorbells = false;
      Packet doorbell = client.write(0, 0x2000, 8, 1).noReply();
      int blocks = 0;
      long allocated;
      do {
        allocated = 0;
        for (int round = 0; round < ROUNDS; round++) {
          for (int i = 0; i < BURST; i++) {
            client.send(doorbell);
          }
          long before = allocatedBytes();
          while (rig.server.work() > 0) {
            rig.vectors.raise(0);
          }
          allocated += allocatedBytes() - before;
        }
        blocks++;
      } while (allocated > 0 && blocks < MOST_BLOCKS);
      assertThat(rig.device.rung).isEqualTo(blocks * ROUNDS * BURST);
      assertThat(allocated).isZero();
    }
  }

  private static long allocatedBytes() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}
