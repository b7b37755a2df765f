package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.attach.vhostuser.RingState.BROKEN;
import static org.manakin.attach.vhostuser.RingState.RUNNING;
import static org.manakin.attach.vhostuser.RingState.STOPPED;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RingStateTest {
  @Test
  void everyMoveIsAllowedOrForbiddenAsTheTableSays() {
    Map<RingState, Set<RingState>> allowed =
        Map.of(
            STOPPED, Set.of(STOPPED, RUNNING),
            RUNNING, Set.of(STOPPED, BROKEN),
            BROKEN, Set.of(STOPPED));
    for (RingState from : RingState.values()) {
      for (RingState to : RingState.values()) {
        assertThat(from.mayBecome(to))
            .as("%s to %s", from, to)
            .isEqualTo(allowed.getOrDefault(from, Set.of()).contains(to));
      }
    }
  }
}
