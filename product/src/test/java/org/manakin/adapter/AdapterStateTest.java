package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.adapter.pci.ConfigSpace;

class AdapterStateTest {
  private static final int DEVICE_CONTROL = 0x68;
  private static final int INITIATE_FLR = 0x8000;

  @RegisterExtension final AdapterBed bed = new AdapterBed();

  /** What can happen to an adapter from outside. */
  enum Event {
    ESTABLISH(bed -> RawHwc.requestChannel(bed.adapter, page(0), page(1), page(2), page(3), 0)),
    DESTROY(RawHwc::destroy),
    TIMEOUT_REPORT(bed -> bed.write32(BarLayout.SMC_OFFSET + 28, 4 | 1 << 3)),
    FUNCTION_LEVEL_RESET(bed -> bed.adapter.writeConfig(DEVICE_CONTROL, 2, INITIATE_FLR)),
    RESET(bed -> bed.adapter.reset()),
    KILL(bed -> bed.adapter.kill());

    @SuppressWarnings("ImmutableEnumChecker") // the actions capture nothing
    private final Consumer<AdapterBed> act;

    Event(Consumer<AdapterBed> act) {
      this.act = act;
    }

    private static long page(int n) {
      return AdapterBed.RAM + (long) n * AdapterBed.PAGE;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE, ESTABLISH, ACTIVE",
    "IDLE, DESTROY, IDLE",
    "IDLE, TIMEOUT_REPORT, IDLE",
    "IDLE, FUNCTION_LEVEL_RESET, IDLE",
    "IDLE, RESET, IDLE",
    "IDLE, KILL, DEAD",
    "ACTIVE, ESTABLISH, ACTIVE",
    "ACTIVE, DESTROY, IDLE",
    "ACTIVE, TIMEOUT_REPORT, ACTIVE",
    "ACTIVE, FUNCTION_LEVEL_RESET, IDLE",
    "ACTIVE, RESET, IDLE",
    "ACTIVE, KILL, DEAD",
    "DEAD, ESTABLISH, DEAD",
    "DEAD, DESTROY, DEAD",
    "DEAD, TIMEOUT_REPORT, DEAD",
    "DEAD, FUNCTION_LEVEL_RESET, IDLE",
    "DEAD, RESET, IDLE",
    "DEAD, KILL, DEAD",
  })
  void everyEventInEveryState(AdapterState from, Event event, AdapterState to) {
    if (from == AdapterState.ACTIVE) {
      Event.ESTABLISH.act.accept(bed);
    } else if (from == AdapterState.DEAD) {
      Event.KILL.act.accept(bed);
    }
    assertThat(bed.adapter.state()).isEqualTo(from);
    event.act.accept(bed);
    assertThat(bed.adapter.state()).isEqualTo(to);
  }

  @ParameterizedTest
  @CsvSource({
    "IDLE, IDLE, true",
    "IDLE, ACTIVE, true",
    "IDLE, FAILED, true",
    "ACTIVE, IDLE, true",
    "ACTIVE, ACTIVE, false",
    "ACTIVE, FAILED, true",
    "ACTIVE, DEAD, true",
    "DEAD, IDLE, true",
    "DEAD, ACTIVE, false",
    "FAILED, IDLE, true",
    "FAILED, ACTIVE, false",
    "FAILED, FAILED, true",
  })
  void movesAreThoseOfTheTable(AdapterState from, AdapterState to, boolean allowed) {
    assertThat(from.mayBecome(to)).isEqualTo(allowed);
  }

  @Test
  void aDeadAdapterReadsAllOnesEverywhere() {
    bed.adapter.kill();
    assertThat(bed.adapter.readConfig(0, 4)).isEqualTo(0xffff_ffffL);
    assertThat(bed.adapter.readBar(0, 0, 8)).isEqualTo(-1L);
    bed.adapter.reset();
    assertThat(bed.adapter.readConfig(0, 2)).isEqualTo(ConfigSpace.VENDOR_MICROSOFT);
  }

  /** A defect of the program itself, here in the interrupt sink, stops the adapter alone. */
  @Test
  void afterADefectRegistersReadAllOnesUntilAReset() {
    Adapter broken =
        new Adapter(
            bed.adapter.config(),
            bed.memory,
            vector -> {
              throw new IllegalStateException("a defect");
            },
            () -> 0,
            () -> {});
    RawHwc.requestChannel(broken, Event.page(0), Event.page(1), Event.page(2), Event.page(3), 0);

    assertThat(broken.state()).isEqualTo(AdapterState.FAILED);
    assertThat(broken.readBar(0, 0, 4)).isEqualTo(0xffff_ffffL);
    assertThat(broken.readBar(0, 0, 8)).isEqualTo(-1L);
    broken.writeBar(0, BarLayout.SMC_OFFSET + 28, 4, 1);
    assertThat(broken.state()).isEqualTo(AdapterState.FAILED);
    assertThat(broken.work()).isZero();
    broken.reset();
    assertThat(broken.state()).isEqualTo(AdapterState.IDLE);
    assertThat(broken.readBar(0, BarLayout.SMC_OFFSET + 28, 4)).isZero();
    assertThat(broken.readConfig(0, 2)).isEqualTo(ConfigSpace.VENDOR_MICROSOFT);
  }
}
