package org.manakin.fuzz;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Counters;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Port;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointCounter;
import org.manakin.vswitch.EndpointSpec;
import org.manakin.vswitch.IngressCounter;
import org.manakin.vswitch.Leg;
import org.manakin.vswitch.LegKind;
import org.manakin.vswitch.NetworkSpec;
import org.manakin.vswitch.SwitchUplink;
import org.manakin.vswitch.UplinkSpec;
import org.manakin.vswitch.VirtualSwitch;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PolicyLimits;

/**
 * The parser of headers and the switch under frames of any bytes, in two networks with guests that
 * are held, drained and silenced in between. Whatever is sent: nothing throws, no frame gets into
 * the other network or back to its sender, nothing from outside goes outside, and whoever wants
 * finished frames gets no others.
 */
public final class SwitchFuzz {
  private static final int NETWORKS = 2;
  private static final int GUESTS = 3;
  private static final int MOST_OPERATIONS = 100;
  private static final int LONGEST = 9_300;
  private static final int FIRST_VLAN = 10;
  private static final long HOLD = 1_000;
  private static final SwitchFuzz FUZZ = new SwitchFuzz();

  /** Whoever sends and receives. */
  private record Party(
      int owner, int network, boolean outside, Port in, Counters<IngressCounter> sent) {}

  /** A guest or an uplink, as a receiver. */
  private final class Sink implements Port {
    private final int network;
    private final boolean outside;
    private final boolean unfinished;
    private final int owner;

    Sink(int owner, int network, boolean outside, boolean unfinished) {
      this.owner = owner;
      this.network = network;
      this.outside = outside;
      this.unfinished = unfinished;
    }

    @Override
    public void deliver(Frame frame) {
      check(frame);
      Party from = sender;
      if (from == null) {
        return;
      }
      boolean back = owner == from.owner;
      boolean across = !back && from.network >= 0 && network >= 0 && network != from.network;
      boolean tagged = network >= 0 || tagOf(copy) == from.network;
      if (!tagged || across || (outside && from.outside && !back)) {
        throw new AssertionError("a frame of network " + from.network + " came to " + network);
      }
      if (back) {
        returned++;
      }
    }

    private void check(Frame frame) {
      int sum = 0;
      for (int i = 0; i < frame.fragments(); i++) {
        sum += frame.length(i);
      }
      boolean finished = frame.segmentSize() == 0 && !frame.checksumPartial();
      boolean known = frame.headers().payload() <= frame.length(0);
      if (sum != frame.length() || sum < Headers.ETHERNET || !known) {
        throw new AssertionError(sum + " bytes in a frame of " + frame.length());
      }
      if (!unfinished && !finished && frame.headers().transport() > 0) {
        throw new AssertionError("an unfinished frame");
      }
      frame.copyTo(0, copy, 0, sum);
    }

    @Override
    public boolean hasRoom() {
      return room;
    }

    @Override
    public boolean takesUnfinished() {
      return unfinished;
    }
  }

  private final MemorySegment memory = Arena.ofAuto().allocate(LONGEST);
  private final MemorySegment copy = Arena.ofAuto().allocate(LONGEST + 64);
  private final Frame frame = new Frame();
  private final List<Party> parties = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final long[] held = new long[NETWORKS * GUESTS];
  private final VirtualSwitch vswitch;
  private long now;
  private boolean room = true;
  private @Nullable Party sender;
  private int returned;

  private SwitchFuzz() {
    vswitch = new VirtualSwitch(() -> now, () -> {}, new PolicyLimits(64, 64, 8));
    for (int n = 0; n < NETWORKS; n++) {
      vswitch.addNetwork(new NetworkSpec("n" + n, n, OptionalInt.of(FIRST_VLAN + n), List.of()));
      for (int g = 0; g < GUESTS; g++) {
        addGuest(n, g);
      }
      addUplink(n, UplinkSpec.access("access" + n, "n" + n));
    }
    addUplink(-1, UplinkSpec.trunk("trunk"));
  }

  /** The same MAC and IP addresses in both networks; the last guest has no IP address. */
  private void addGuest(int network, int number) {
    List<InetAddress> addresses =
        number == GUESTS - 1
            ? List.of()
            : List.of(
                InetAddress.ofLiteral("10.0.0." + (number + 1)),
                InetAddress.ofLiteral("fd00::" + (number + 1)));
    int owner = endpoints.size();
    Endpoint endpoint =
        vswitch.addEndpoint(
            new EndpointSpec(
                "g" + network + number,
                "n" + network,
                new MacAddress(FrameForge.OWN_MAC + number),
                addresses,
                Policy.OPEN,
                0));
    endpoints.add(endpoint);
    for (LegKind kind : LegKind.values()) {
      Leg leg = endpoint.leg(kind);
      Sink sink = new Sink(owner, network, false, kind == LegKind.SYNTHETIC);
      leg.connect(sink);
      parties.add(new Party(owner, network, false, leg, leg.sent()));
    }
  }

  private void addUplink(int network, UplinkSpec spec) {
    int owner = NETWORKS * GUESTS + parties.size();
    SwitchUplink uplink = vswitch.addUplink(spec);
    Sink sink = new Sink(owner, network, true, true);
    uplink.connect(sink);
    parties.add(new Party(owner, network, true, uplink, uplink.received()));
  }

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    FUZZ.run(new Input(data));
  }

  private void run(Input in) {
    room = true;
    for (Endpoint endpoint : endpoints) {
      endpoint.silence();
      endpoint.activate(in.u8() % 2 == 0 ? LegKind.VF : LegKind.SYNTHETIC);
    }
    for (int i = 0; i < MOST_OPERATIONS && in.more(); i++) {
      switch (in.pick(8)) {
        case 0 -> change(endpoints.get(in.pick(endpoints.size())), in.pick(4));
        case 1 -> room = in.chance(2);
        case 2 -> {
          now += in.u16();
          vswitch.work();
        }
        default -> send(in);
      }
    }
  }

  private static void change(Endpoint endpoint, int choice) {
    switch (choice) {
      case 0 -> endpoint.hold(HOLD);
      case 1 -> endpoint.activate(LegKind.VF);
      case 2 -> endpoint.activate(LegKind.SYNTHETIC);
      default -> endpoint.silence();
    }
  }

  private void send(Input in) {
    Party from = parties.get(in.pick(parties.size()));
    fill(in);
    int network = from.network >= 0 ? from.network : tagOf(memory);
    note();
    returned = 0;
    long answered = from.sent.get(IngressCounter.ANSWERED);
    sender = new Party(from.owner, network, from.outside, from.in, from.sent);
    from.in.deliver(frame);
    from.in.flush();
    sender = null;
    long answers = from.sent.get(IngressCounter.ANSWERED) - answered;
    if (returned > answers) {
      throw new AssertionError(returned + " frames came back to their sender");
    }
    checkHeld(network, from.owner, answers);
  }

  /** The network whose tag the frame has, read apart from the parser. */
  private static int tagOf(MemorySegment m) {
    return u16(m, 12) == 0x8100 ? (u16(m, 14) & 0xfff) - FIRST_VLAN : NETWORKS;
  }

  private static int u16(MemorySegment m, long at) {
    return Byte.toUnsignedInt(m.get(ValueLayout.JAVA_BYTE, at)) << 8
        | Byte.toUnsignedInt(m.get(ValueLayout.JAVA_BYTE, at + 1));
  }

  private void note() {
    for (int i = 0; i < endpoints.size(); i++) {
      held[i] = endpoints.get(i).counters().get(EndpointCounter.HELD);
    }
  }

  private void checkHeld(int network, int owner, long answers) {
    for (int i = 0; i < endpoints.size(); i++) {
      long more = endpoints.get(i).counters().get(EndpointCounter.HELD) - held[i];
      boolean own = i == owner;
      if (more > (own ? answers : 1) || (more > 0 && i / GUESTS != network)) {
        throw new AssertionError(more + " frames are held for " + endpoints.get(i).name());
      }
    }
  }

  /** Makes {@link #frame} of the input: a nearly right one, or any bytes to somebody known. */
  private void fill(Input in) {
    byte[] bytes;
    if (in.chance(3)) {
      bytes = FrameForge.frame(in, FrameForge.OWN_MAC + in.pick(GUESTS + 1));
    } else {
      bytes = in.bytes(in.pick(2) == 0 ? in.u8() : in.pick(100));
      long to = in.chance(2) ? FrameForge.OWN_MAC + in.pick(GUESTS + 1) : 0xffff_ffff_ffffL;
      for (int i = 0; i < Math.min(MacAddress.BYTES, bytes.length) && !in.chance(8); i++) {
        bytes[i] = (byte) (to >>> (40 - 8 * i));
      }
    }
    int length = Math.min(bytes.length, LONGEST);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, length);
    int first = in.chance(4) ? Math.min(length, in.u8()) : length;
    frame.clear();
    boolean fits = frame.add(memory, 0, first);
    if (first < length) {
      fits &= frame.add(memory, first, length - first);
    }
    if (!fits) {
      throw new AssertionError("two fragments fit");
    }
    frame.headers().parse(memory, 0, first, length);
    boolean whole = in.chance(4) && frame.headers().tcp();
    frame.setSegmentSize(whole ? 50 + in.u16() : 0);
    frame.setChecksumPartial(whole || in.chance(4));
    frame.setChecksumVerified(in.chance(4));
  }
}
