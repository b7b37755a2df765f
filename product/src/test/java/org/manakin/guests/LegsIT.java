package org.manakin.guests;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.manakin.attach.netns.Namespaced;

/** Everything comes through between VFs, synthetic NICs and a TAP, whichever legs carry it. */
class LegsIT {
  @Test
  void everyPairOfLegsAndATap() throws Exception {
    Namespaced.run(Duration.ofMinutes(5), Legs.class);
  }
}
