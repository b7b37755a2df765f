package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.manakin.vswitch.Delivery.DIRECT;
import static org.manakin.vswitch.Delivery.DRAINING;
import static org.manakin.vswitch.Delivery.HOLDING;
import static org.manakin.vswitch.Delivery.SILENT;
import static org.manakin.vswitch.SwitchBed.frame;

import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.manakin.packet.Packets;

/** Every event in every state of an endpoint's delivery. */
class DeliveryTest {
  private static final long LIMIT = 1_000;

  private final SwitchBed bed = new SwitchBed();
  private final SwitchBed.Guest guest;
  private final SwitchUplink uplink;

  DeliveryTest() {
    bed.network("red", 1);
    guest = bed.guest("red", 1);
    uplink = bed.vswitch.addUplink(UplinkSpec.access("tap", "red"));
  }

  @ParameterizedTest
  @EnumSource(Delivery.class)
  void everyMoveIsAllowedButFromDirectToDraining(Delivery from) {
    for (Delivery to : Delivery.values()) {
      if (from == DIRECT && to == DRAINING) {
        assertThatIllegalStateException()
            .isThrownBy(() -> from.become(to))
            .withMessage("delivery cannot go from DIRECT to DRAINING");
      } else {
        assertThat(from.become(to)).isEqualTo(to);
      }
    }
  }

  private void arrive() {
    uplink.deliver(Packets.frame(frame(9, 1)));
  }

  /** Brings the endpoint into a state; something is held if that state can hold anything. */
  private void enter(Delivery state) {
    Endpoint endpoint = guest.endpoint();
    guest.vf().room = Integer.MAX_VALUE;
    guest.synthetic().room = Integer.MAX_VALUE;
    endpoint.silence();
    switch (state) {
      case SILENT -> {}
      case DIRECT -> endpoint.activate(LegKind.VF);
      case HOLDING -> {
        endpoint.hold(LIMIT);
        arrive();
      }
      case DRAINING -> {
        endpoint.hold(LIMIT);
        arrive();
        guest.synthetic().room = 0;
        endpoint.activate(LegKind.SYNTHETIC);
      }
    }
    assertThat(endpoint.delivery()).isEqualTo(state);
  }

  private record Row(
      String event,
      Consumer<Endpoint> happens,
      Delivery fromSilent,
      Delivery fromDirect,
      Delivery fromHolding,
      Delivery fromDraining) {
    Delivery from(Delivery state) {
      return switch (state) {
        case SILENT -> fromSilent;
        case DIRECT -> fromDirect;
        case HOLDING -> fromHolding;
        case DRAINING -> fromDraining;
      };
    }
  }

  @Test
  void everyEventInEveryState() {
    List<Row> rows =
        List.of(
            new Row("hold", e -> e.hold(LIMIT), HOLDING, HOLDING, HOLDING, HOLDING),
            new Row("vf", e -> e.activate(LegKind.VF), DIRECT, DIRECT, DRAINING, DRAINING),
            new Row(
                "synthetic",
                e -> e.activate(LegKind.SYNTHETIC),
                DIRECT,
                DIRECT,
                DRAINING,
                DRAINING),
            new Row("silence", Endpoint::silence, SILENT, SILENT, SILENT, SILENT),
            new Row("a frame", e -> arrive(), SILENT, DIRECT, HOLDING, DRAINING),
            new Row("work", e -> bed.vswitch.work(), SILENT, DIRECT, HOLDING, DRAINING),
            // what was held is drained at once
            new Row("time is up", e -> timeIsUp(), SILENT, DIRECT, DIRECT, DRAINING),
            new Row("there is room", e -> thereIsRoom(), SILENT, DIRECT, HOLDING, DIRECT));
    for (Row row : rows) {
      for (Delivery state : Delivery.values()) {
        enter(state);
        row.happens().accept(guest.endpoint());
        assertThat(guest.endpoint().delivery())
            .as("%s in %s", row.event(), state)
            .isEqualTo(row.from(state));
      }
    }
  }

  private void timeIsUp() {
    bed.now += LIMIT;
    bed.vswitch.work();
  }

  private void thereIsRoom() {
    guest.synthetic().room = Integer.MAX_VALUE;
    bed.vswitch.work();
  }
}
