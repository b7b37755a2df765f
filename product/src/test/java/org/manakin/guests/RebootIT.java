package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.guests.GuestBed.PATIENCE;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.manakin.lab.Guest;

/**
 * A guest that reboots, is reset or is switched off leaves nothing in the adapter, however often.
 */
class RebootIT {
  private static final int ROUNDS = 10;
  private static final List<String> KERNELS = List.of("6.1", "6.12", "7.3");

  /** The kernels side by side: each guest keeps one processor busy, and there are two at least. */
  @Test
  void everyKernelRebootsResetsAndPowersOff() throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newFixedThreadPool(KERNELS.size())) {
      List<Future<?>> running = new ArrayList<>();
      for (String kernel : KERNELS) {
        running.add(
            threads.submit(() -> {
              rebootsResetsAndPowersOff(kernel);
              return null;
            }));
      }
      for (Future<?> one : running) {
        one.get();
      }
    }
  }

  private static void rebootsResetsAndPowersOff(String kernel) throws IOException {
    try (GuestBed bed = GuestBed.wired(1)) {
      Guest guest = bed.start(0, kernel, 1);
      guest.awaitReady(PATIENCE);
      for (int i = 0; i < ROUNDS; i++) {
        guest.check("ip link set eth0 up", PATIENCE);
        guest.reboot(PATIENCE);
        guest.check("ip link set eth0 up; cat /sys/class/net/eth0/carrier", PATIENCE);
        guest.hardReset(PATIENCE);
      }
      assertThat(guest.check("ethtool -i eth0", PATIENCE)).contains("driver: mana");
      guest.powerOff(PATIENCE);
      bed.awaitDetached(0);
      Left.overAfterRemoval(bed.inspect(0));
      assertThat(bed.inspect(0)).containsEntry("lives", 2L * ROUNDS + 1);
    }
  }
}
