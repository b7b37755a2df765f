package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.SwitchBed.MAC;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.packet.Packets;

/**
 * The switch against a model that is slow and plain: networks, guests and uplinks that come and are
 * held, activated and silenced, and frames of all kinds between them. Every port gets in the end
 * what the model says, in that order.
 */
class ForwardingModelTest {
  private static final int NETWORKS = 3;
  private static final long BROADCAST = 0xffff_ffff_ffffL;
  private static final int STEPS = 3_000;
  private static final long LIMIT = 1_000;

  /** A port's expected and real past. */
  private record Place(Recorder real, List<byte[]> expected) {
    Place() {
      this(new Recorder(), new ArrayList<>());
    }
  }

  private static final class ModelGuest {
    final String network;
    final int number;
    final Endpoint endpoint;
    final Map<LegKind, Place> legs =
        Map.of(LegKind.VF, new Place(), LegKind.SYNTHETIC, new Place());
    final ArrayDeque<byte[]> held = new ArrayDeque<>();
    LegKind active = LegKind.VF;
    boolean silent = true;
    boolean holding;
    long until;

    ModelGuest(String network, int number, Endpoint endpoint) {
      this.network = network;
      this.number = number;
      this.endpoint = endpoint;
    }

    Place leg(LegKind kind) {
      return Objects.requireNonNull(legs.get(kind));
    }

    void receive(byte[] frame) {
      if (holding) {
        held.add(frame);
      } else if (!silent) {
        leg(active).expected.add(frame);
      }
    }

    void activate(LegKind kind) {
      holding = false;
      silent = false;
      active = kind;
      leg(kind).expected.addAll(held);
      held.clear();
    }
  }

  private record ModelUplink(String network, SwitchUplink real, Place place) {}

  private final SwitchBed bed = new SwitchBed();
  private final List<ModelGuest> guests = new ArrayList<>();
  private final List<ModelUplink> uplinks = new ArrayList<>();
  private SplittableRandom random = new SplittableRandom();

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void theSwitchDoesWhatTheModelDoes(long seed) {
    random = new SplittableRandom(seed);
    for (int i = 0; i < NETWORKS; i++) {
      bed.network("n" + i, i, 100 + i);
    }
    for (int step = 0; step < STEPS; step++) {
      act();
      bed.now += random.nextInt(20);
      bed.vswitch.work();
      expire();
    }
    assertSame();
  }

  private void act() {
    switch (random.nextInt(40)) {
      case 0 -> addGuest();
      case 1 -> addUplink();
      case 2, 3 -> change(pick(guests));
      case 4, 5, 6, 7, 8, 9 -> sendFromOutside();
      default -> sendFromGuest();
    }
  }

  private String network() {
    return "n" + random.nextInt(NETWORKS);
  }

  private <T> T pick(List<T> things) {
    if (things.isEmpty()) {
      addGuest();
      addUplink();
    }
    return things.get(random.nextInt(things.size()));
  }

  private void addGuest() {
    if (guests.size() == 60) {
      return;
    }
    String network = network();
    int number = random.nextInt(40);
    if (guests.stream().anyMatch(g -> g.network.equals(network) && g.number == number)) {
      return;
    }
    Endpoint endpoint = bed.vswitch.addEndpoint(SwitchBed.spec(network + number, network, number));
    ModelGuest guest = new ModelGuest(network, number, endpoint);
    endpoint.vf().connect(guest.leg(LegKind.VF).real);
    endpoint.synthetic().connect(guest.leg(LegKind.SYNTHETIC).real);
    guests.add(guest);
  }

  private void addUplink() {
    if (uplinks.size() == 6) {
      return;
    }
    String network = network();
    Place place = new Place();
    SwitchUplink real = bed.vswitch.addUplink(UplinkSpec.access("u" + uplinks.size(), network));
    real.connect(place.real);
    uplinks.add(new ModelUplink(network, real, place));
  }

  private void change(ModelGuest guest) {
    switch (random.nextInt(5)) {
      case 0 -> {
        guest.endpoint.silence();
        guest.silent = true;
        guest.holding = false;
        guest.held.clear();
      }
      case 1, 2 -> {
        guest.endpoint.hold(LIMIT);
        guest.holding = true;
        guest.until = bed.now + LIMIT;
      }
      default -> {
        LegKind kind = random.nextBoolean() ? LegKind.VF : LegKind.SYNTHETIC;
        guest.endpoint.activate(kind);
        guest.activate(kind);
      }
    }
  }

  private void expire() {
    for (ModelGuest guest : guests) {
      if (guest.holding && bed.now >= guest.until) {
        guest.activate(LegKind.SYNTHETIC);
      }
    }
  }

  private byte[] frame(long from) {
    long to =
        switch (random.nextInt(8)) {
          case 0 -> BROADCAST;
          case 1 -> 0x01005e000000L + random.nextInt(3);
          case 2 -> 0x0180c2000000L + random.nextInt(20);
          default -> MAC + random.nextInt(45);
        };
    return SwitchBed.frame(from, to, random.nextInt(100));
  }

  private void sendFromGuest() {
    ModelGuest from = pick(guests);
    byte[] frame = frame(MAC + from.number);
    Leg leg = from.endpoint.leg(random.nextBoolean() ? LegKind.VF : LegKind.SYNTHETIC);
    leg.deliver(Packets.frame(frame));
    leg.flush();
    forward(from.network, frame, from);
  }

  private void sendFromOutside() {
    ModelUplink from = pick(uplinks);
    byte[] frame = frame(0x0200_0000_9900L);
    from.real.deliver(Packets.frame(frame));
    from.real.flush();
    forward(from.network, frame, null);
  }

  private void forward(String network, byte[] frame, @Nullable ModelGuest from) {
    long to = Packets.get(frame, 0, 6);
    boolean group = (to >>> 40 & 1) == 1;
    if (to >= 0x0180c2000000L && to <= 0x0180c200000fL) {
      return;
    }
    boolean known = false;
    for (ModelGuest guest : guests) {
      if (guest.network.equals(network) && (group || MAC + guest.number == to)) {
        known = true;
        if (guest != from) {
          guest.receive(frame);
        }
      }
    }
    for (ModelUplink uplink : uplinks) {
      if (uplink.network.equals(network) && from != null && (group || !known)) {
        uplink.place.expected.add(frame);
      }
    }
  }

  private void assertSame() {
    // what is still held comes out
    for (ModelGuest guest : guests) {
      if (guest.holding) {
        guest.endpoint.activate(LegKind.VF);
        guest.activate(LegKind.VF);
      }
    }
    bed.vswitch.work();
    Map<String, Place> places = new HashMap<>();
    for (ModelGuest guest : guests) {
      guest.legs.forEach((kind, place) -> places.put(guest.endpoint.name() + kind, place));
    }
    uplinks.forEach(uplink -> places.put(uplink.real.spec().name(), uplink.place));
    long frames = 0;
    for (Map.Entry<String, Place> entry : places.entrySet()) {
      Place place = entry.getValue();
      assertThat(place.real.bytes()).as(entry.getKey()).containsExactlyElementsOf(place.expected);
      frames += place.expected.size();
    }
    assertThat(frames).isGreaterThan(STEPS);
  }
}
