package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.ServiceEvent;

/** Linux 7.3 as Debian ships it; the first that acts on service events. */
class Linux73IT extends LinuxDriverSuite {
  private static final String CARRIER_IS =
      "for i in $(seq 50); do [ $(cat /sys/class/net/eth0/carrier) = %d ] && exit 0; sleep 0.1; done; exit 1";

  Linux73IT() throws IOException {
    super("7.3", "6.1", true, true);
  }

  @Test
  @Order(30)
  void followsTheLink() throws IOException {
    assertThat(bed().raise(0, new ServiceEvent.Link(0, false))).isTrue();
    guest(CARRIER_IS.formatted(0));
    assertThat(bed().raise(0, new ServiceEvent.Link(0, true))).isTrue();
    guest(CARRIER_IS.formatted(1));
    pingsPeer();
  }

  @Test
  @Order(31)
  void resetsItselfWhenAsked() throws IOException {
    long lives = (long) bed().inspect(0).getOrDefault("lives", 0L);
    assertThat(bed().raise(0, new ServiceEvent.ResetRequest())).isTrue();
    bed().awaitLives(0, lives + 1);
    guest(CARRIER_IS.formatted(1));
    guest(Addresses.bringUp(0));
    pingsPeer();
  }
}
