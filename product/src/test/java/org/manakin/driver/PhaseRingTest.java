package org.manakin.driver;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.manakin.wire.gdma.Eqe;

class PhaseRingTest {
  private static final int ENTRIES = 4;

  private final MemorySegment memory = Arena.ofAuto().allocate((long) ENTRIES * Eqe.SIZE, 64);
  private final PhaseRing ring = new PhaseRing(memory, ENTRIES, Eqe.SIZE);

  private void produce(int position) {
    long at = (long) (position % ENTRIES) * Eqe.SIZE;
    Eqe.EQE_INFO.set(memory, at, Eqe.OWNER.place(position / ENTRIES));
  }

  @Test
  void ownerBitsCountPassesFromOneAndWrapAfterSeven() {
    for (int position = ENTRIES; position < 20 * ENTRIES; position++) {
      assertThat(ring.poll()).isEqualTo(PhaseRing.EMPTY);
      produce(position);
      assertThat(ring.poll()).isEqualTo((long) (position % ENTRIES) * Eqe.SIZE);
      ring.advance();
      assertThat(ring.tail()).isEqualTo((position + 1) % (8 * ENTRIES));
    }
  }

  @Test
  void aWholeRingCanWaitAndIsNotAnOverrun() {
    for (int position = ENTRIES; position < 2 * ENTRIES; position++) {
      produce(position);
    }
    for (int i = 0; i < ENTRIES; i++) {
      assertThat(ring.poll()).isEqualTo((long) i * Eqe.SIZE);
      ring.advance();
    }
    assertThat(ring.poll()).isEqualTo(PhaseRing.EMPTY);
  }

  @Test
  void anEntryOfTheNextPassIsAnOverrun() {
    for (int position = ENTRIES; position <= 2 * ENTRIES; position++) {
      produce(position);
    }
    assertThat(ring.poll()).isEqualTo(PhaseRing.OVERRUN);
  }
}
