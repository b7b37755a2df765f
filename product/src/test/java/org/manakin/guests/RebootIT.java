package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.guests.GuestBed.PATIENCE;

import java.io.IOException;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.lab.Guest;

/**
 * A guest that reboots, is reset or is switched off leaves nothing in the adapter, however often.
 */
@Execution(ExecutionMode.CONCURRENT)
class RebootIT {
  private static final int ROUNDS = 10;

  @ParameterizedTest
  @ValueSource(strings = {"6.1", "6.12", "7.3"})
  void rebootsResetsAndPowersOff(String kernel) throws IOException {
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
