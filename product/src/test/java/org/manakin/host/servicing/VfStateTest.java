package org.manakin.host.servicing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.host.servicing.VfState.ACTIVE;
import static org.manakin.host.servicing.VfState.CLAIMED;
import static org.manakin.host.servicing.VfState.DEAD;
import static org.manakin.host.servicing.VfState.OFFERED;
import static org.manakin.host.servicing.VfState.RESTORING;
import static org.manakin.host.servicing.VfState.REVOKED;
import static org.manakin.host.servicing.VfState.REVOKING;
import static org.manakin.host.servicing.VfState.SERVICING;
import static org.manakin.host.servicing.VfState.STUCK;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class VfStateTest {
  private static final Map<VfState, Set<VfState>> MOVES =
      Map.of(
          OFFERED, Set.of(CLAIMED, ACTIVE, REVOKING, DEAD),
          CLAIMED, Set.of(OFFERED, ACTIVE, REVOKING, DEAD, SERVICING),
          ACTIVE, Set.of(OFFERED, CLAIMED, REVOKING, DEAD, SERVICING),
          REVOKING, Set.of(OFFERED, CLAIMED, ACTIVE, REVOKED, STUCK, DEAD),
          STUCK, Set.of(OFFERED, CLAIMED, ACTIVE, REVOKED, DEAD),
          REVOKED, Set.of(OFFERED, CLAIMED, ACTIVE, RESTORING),
          RESTORING, Set.of(OFFERED, CLAIMED, ACTIVE, REVOKED),
          SERVICING, Set.of(OFFERED, CLAIMED, ACTIVE),
          DEAD, Set.of(OFFERED, CLAIMED, ACTIVE, REVOKING));

  @Test
  void everyPairOfStates() {
    for (VfState from : VfState.values()) {
      for (VfState to : VfState.values()) {
        assertThat(from.mayBecome(to))
            .as("%s to %s", from, to)
            .isEqualTo(MOVES.getOrDefault(from, Set.of()).contains(to));
      }
    }
  }
}
