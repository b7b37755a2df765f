package org.manakin.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.host.servicing.DataPath;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Packets;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.LegKind;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Policy;

class LegSelectorTest {
  private static final long HERE = 0x0200_0000_0002L;
  private static final long THERE = 0x0200_0000_0001L;

  private long now = 1;
  private final VirtualSwitch fabric = new VirtualSwitch(() -> now, () -> {});
  private final Endpoint guest;
  private final Endpoint peer;
  private final Packets.Collector vf = new Packets.Collector();
  private final Packets.Collector synthetic = new Packets.Collector();
  private final List<String> told = new ArrayList<>();
  private int undrained;
  private final LegSelector selector;

  LegSelectorTest() {
    var _ = fabric.addNetwork(new NetworkSpec("net", 1, OptionalInt.empty(), List.of()));
    guest = endpoint("guest", HERE);
    peer = endpoint("peer", THERE);
    guest.vf().connect(vf);
    guest.synthetic().connect(synthetic);
    selector = new LegSelector(guest, this::drained, () -> now);
    selector.tell(
        new DataPath.Listener() {
          @Override
          public void receiving(boolean on) {
            told.add((on ? "on, " : "off, ") + guest.active());
          }

          @Override
          public void released() {
            told.add("released, " + guest.active());
          }
        });
  }

  private Endpoint endpoint(String name, long mac) {
    return fabric.addEndpoint(
        new EndpointSpec(name, "net", new MacAddress(mac), List.of(), Policy.OPEN, 0));
  }

  private boolean drained() {
    now += 1_000_000;
    return undrained-- <= 0;
  }

  /** A frame from the peer; then the switch's thread has its turn. */
  private void send() {
    peer.vf().deliver(Packets.frame(Packets.udp4().macs(THERE, HERE).build()));
    drain();
  }

  private void drain() {
    while (fabric.work() > 0) {}
  }

  enum Event {
    ON,
    OFF,
    RELEASED
  }

  private void happen(Event event) {
    switch (event) {
      case ON -> selector.receiving(true);
      case OFF -> selector.receiving(false);
      case RELEASED -> selector.released();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "SYNTHETIC, ON, VF, VF",
    "SYNTHETIC, RELEASED, SYNTHETIC, SYNTHETIC",
    "VF, OFF, HELD,",
    "VF, RELEASED, SYNTHETIC, SYNTHETIC",
    "HELD, ON, VF, VF",
    "HELD, RELEASED, SYNTHETIC, SYNTHETIC",
  })
  void everyEventInEveryState(PathState from, Event event, PathState to, @Nullable LegKind active) {
    if (from != PathState.SYNTHETIC) {
      happen(Event.ON);
    }
    if (from == PathState.HELD) {
      happen(Event.OFF);
    }
    assertThat(selector.state()).isEqualTo(from);
    happen(event);
    drain();
    assertThat(selector.state()).isEqualTo(to);
    assertThat(guest.active()).isEqualTo(active);
  }

  @ParameterizedTest
  @CsvSource({
    "SYNTHETIC, SYNTHETIC, false",
    "SYNTHETIC, VF, true",
    "SYNTHETIC, HELD, false",
    "VF, SYNTHETIC, true",
    "VF, VF, false",
    "VF, HELD, true",
    "HELD, SYNTHETIC, true",
    "HELD, VF, true",
    "HELD, HELD, false",
  })
  void movesAreThoseOfTheTable(PathState from, PathState to, boolean allowed) {
    assertThat(from.mayBecome(to)).isEqualTo(allowed);
  }

  @Test
  void aRevokeLosesNothing() {
    send();
    selector.receiving(true);
    send();
    selector.receiving(false);
    send();
    send();
    assertThat(vf.frames).hasSize(1);
    assertThat(synthetic.frames).hasSize(1);
    selector.released();
    send();
    assertThat(vf.frames).hasSize(1);
    assertThat(synthetic.frames).hasSize(4);
  }

  @Test
  void whileAServiceRunsFramesWaitForTheVfToComeBack() {
    selector.receiving(true);
    selector.holdUntilReceiving(true);
    selector.receiving(false);
    selector.released();
    send();
    now += 10_000_000_000L;
    drain();
    assertThat(synthetic.frames).isEmpty();
    selector.receiving(true);
    drain();
    assertThat(vf.frames).hasSize(1);
  }

  @Test
  void aDriverThatNeitherReleasesNorReturnsIsGivenUp() {
    selector.receiving(true);
    selector.receiving(false);
    send();
    now += LegSelector.USUAL_HOLD_NANOS;
    drain();
    assertThat(synthetic.frames).hasSize(1);
    selector.receiving(true);
    send();
    assertThat(vf.frames).hasSize(1);
  }

  @Test
  void aFrameOnItsWayToTheVfWaitsWithTheOthers() {
    selector.receiving(true);
    selector.receiving(false);
    assertThat(selector.missed(Packets.frame(Packets.udp4().macs(THERE, HERE).build()))).isTrue();
    selector.released();
    drain();
    assertThat(synthetic.frames).hasSize(1);
  }

  @Test
  void theSyntheticNicIsEmptyBeforeTheVfGetsFramesOrTimeIsOver() {
    undrained = 7;
    selector.receiving(true);
    assertThat(undrained).isNegative();
    selector.released();
    undrained = 1000;
    selector.receiving(true);
    assertThat(undrained).isPositive();
    assertThat(guest.active()).isEqualTo(LegKind.VF);
  }

  @Test
  void othersHearOfItAfterwards() {
    selector.receiving(true);
    selector.receiving(false);
    selector.released();
    assertThat(told).containsExactly("on, VF", "off, null", "released, SYNTHETIC");
  }
}
