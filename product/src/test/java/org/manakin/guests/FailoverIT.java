package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.manakin.host.control.NicStatus.Path;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.lab.Guest;
import org.manakin.lab.channel.CommandChannel.Running;

/** A NIC of two legs whose VF comes and goes. */
class FailoverIT {
  private static final Duration SHORT = Duration.ofSeconds(30);

  private static void configure(Guest guest, int number) throws IOException {
    String _ = guest.awaitReady(FailoverBed.PATIENCE);
    String _ =
        guest.check(
            "/usr/bin/ip addr add 10.0.0.%d/24 dev eth0 && /usr/bin/ip link set eth0 up"
                .formatted(number),
            SHORT);
  }

  @Test
  void trafficFollowsTheVf() throws Exception {
    try (FailoverBed bed = FailoverBed.open(2)) {
      Guest a = bed.start(0, "6.12");
      Guest b = bed.start(1, "7.3");
      configure(a, 1);
      configure(b, 2);
      String _ = a.check("ping -c 3 -i 0.2 10.0.0.2", SHORT);
      assertThat(bed.path(0)).isEqualTo(Path.VF);

      Running pings = a.start("ping -q -i 0.02 -c 150 10.0.0.2");
      cycle(bed);
      cycle(bed);
      assertThat(pings.result().get().output()).contains("150 received, 0% packet loss");
      assertThat(pings.result().get().output()).doesNotContain("duplicates");
      assertThat(bed.host().nic("nic0").endpoint().synthetic().framesToGuest()).isPositive();
    }
  }

  private static void cycle(FailoverBed bed) throws OperationException {
    var _ = bed.vf(0).revoke(RevokeMode.PLANNED);
    assertThat(bed.path(0)).isEqualTo(Path.SYNTHETIC);
    var _ = bed.vf(0).restore();
    assertThat(bed.path(0)).isEqualTo(Path.VF);
  }
}
