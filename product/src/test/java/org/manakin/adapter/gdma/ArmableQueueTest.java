package org.manakin.adapter.gdma;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateTestEqeRequest;

class ArmableQueueTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private static final int VECTOR = 2;

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, VECTOR);

  private void post() {
    bed.channel()
        .send(
            Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
                .set(GenerateTestEqeRequest.QUEUE_INDEX, eq.id()))
        .ok();
  }

  /** Interrupts of the queue since the last call. */
  private long fired() {
    long count = bed.interrupts.stream().filter(v -> v == VECTOR).count();
    bed.interrupts.clear();
    return count;
  }

  @Test
  void isArmedWhenCreatedAndFiresOncePerArm() {
    post();
    assertThat(fired()).isEqualTo(1);
    post();
    post();
    assertThat(fired()).isZero();
    eq.takeAll();
    eq.arm();
    assertThat(fired()).isZero();
    post();
    assertThat(fired()).isEqualTo(1);
  }

  @Test
  void firesAtOnceWhenArmedBehindAndIsDisarmedThen() {
    post();
    post();
    post();
    eq.take();
    assertThat(fired()).isEqualTo(1);
    eq.arm();
    assertThat(fired()).as("two entries are left").isEqualTo(1);
    post();
    assertThat(fired()).as("disarmed by firing").isZero();
    eq.takeAll();
    eq.arm();
    assertThat(fired()).isZero();
  }

  @Test
  void aReportWithoutArmingDisarms() {
    eq.report();
    post();
    assertThat(fired()).isZero();
    eq.arm();
    assertThat(fired()).isEqualTo(1);
  }

  @Test
  void positionsOutOfRangeAreCountedAndChangeNothing() {
    eq.ring(8 * 256, true);
    eq.ring(Integer.MAX_VALUE, false);
    assertThat(bed.incidents(Incident.DOORBELL_TAIL_OUT_OF_RANGE)).isEqualTo(2);
    eq.ring(eq.position() + 1, true);
    assertThat(bed.incidents(Incident.QUEUE_OVERRUN)).isEqualTo(1);
    post();
    assertThat(fired()).as("still armed from creation").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {256, 192, 1, 3, 250})
  void phasesHoldThroughNineRoundsOfAnyLength(int entries) {
    PhaseReader odd = driver.makeEq(driver.pages(4096), entries * Eqe.SIZE, VECTOR);
    Ask test =
        Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
            .set(GenerateTestEqeRequest.QUEUE_INDEX, odd.id());
    bed.interrupts.clear();
    for (int i = 0; i < 9 * entries; i++) {
      bed.channel().send(test).ok();
      assertThat(Eqe.TYPE.of(Eqe.EQE_INFO.get(odd.take(), 0))).isEqualTo(EqeType.TEST_EVENT);
      odd.arm();
    }
    assertThat(fired()).isEqualTo(9L * entries);
    assertThat(bed.incidents(Incident.QUEUE_OVERRUN)).isZero();
  }

  @Test
  void aDriverThatReadsNothingIsOverrunAndCounted() {
    for (int i = 0; i < 257; i++) {
      post();
    }
    eq.ring(256, true);
    assertThat(bed.incidents(Incident.QUEUE_OVERRUN)).isEqualTo(1);
  }

  @Test
  void severalQueuesShareAVector() {
    PhaseReader other = driver.makeEq(4096, VECTOR);
    post();
    bed.channel()
        .send(
            Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
                .set(GenerateTestEqeRequest.QUEUE_INDEX, other.id()))
        .ok();
    assertThat(fired()).isEqualTo(2);
    assertThat(eq.takeAll()).hasSize(1);
    assertThat(other.takeAll()).hasSize(1);
  }

  @Test
  void aRingOfScatteredPagesIsFilledPageByPage() {
    long[] pages = driver.pages(3 * 4096);
    long[] scattered = {pages[2], pages[0], pages[1]};
    PhaseReader spread = driver.makeEq(scattered, 3 * 4096, VECTOR);
    Ask test =
        Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
            .set(GenerateTestEqeRequest.QUEUE_INDEX, spread.id());
    for (int i = 0; i < 2 * 768; i++) {
      bed.channel().send(test).ok();
      assertThat(spread.poll()).as("entry %d", i).isNotNull();
    }
  }

  @Test
  void aRingThatIsUnmappedIsCountedAndWorksAgainWhereItIsMappedNext() {
    long[] page = driver.pages(4096);
    PhaseReader moved = driver.makeEq(page, 4096, VECTOR);
    Ask test =
        Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
            .set(GenerateTestEqeRequest.QUEUE_INDEX, moved.id());
    bed.memory.unmap(page[0], 4096);
    bed.channel().send(test).ok();
    assertThat(bed.incidents(Incident.RING_NOT_MAPPED)).isEqualTo(1);
    assertThat(moved.poll()).isNull();

    long elsewhere = bed.allocate(4096);
    bed.memory.map(page[0], 4096, AdapterBed.place(elsewhere), true);
    bed.channel().send(test).ok();
    assertThat(moved.poll()).as("the old place").isNull();
    assertThat(bed.get(elsewhere, 16)[12]).isEqualTo((byte) EqeType.TEST_EVENT);
  }

  @Test
  void aReadOnlyRingIsNotWritten() {
    long[] page = driver.pages(4096);
    PhaseReader sealed = driver.makeEq(page, 4096, VECTOR);
    bed.memory.map(page[0], 4096, AdapterBed.place(page[0]), false);
    bed.channel()
        .send(
            Ask.of(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.SIZE)
                .set(GenerateTestEqeRequest.QUEUE_INDEX, sealed.id()))
        .ok();
    assertThat(sealed.poll()).isNull();
    assertThat(bed.incidents(Incident.RING_NOT_MAPPED)).isEqualTo(1);
  }
}
