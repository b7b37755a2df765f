package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.attach.netns.Namespace.here;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;
import org.manakin.attach.netns.CheckedTransfer;
import org.manakin.attach.netns.Namespace;
import org.manakin.attach.netns.VlanEdge;
import org.manakin.attach.tap.TapPort;
import org.manakin.observe.Clock;
import org.manakin.observe.Node;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;

/**
 * The program that {@link VxlanIT} runs: this namespace has the tunnel, with a TAP for each of two
 * VNIs; the other one has two vxlan devices of the kernel.
 */
final class KernelPeer {
  private static final int[] VNIS = {7, 0xfffffe, 0};

  /** Index of the first VNI whose frames are not just passed on. */
  private static final int PLAIN = 2;

  private static final int TAGGED = 2;
  private static final int TCI = 3 << 13 | 42;
  private static final int BYTES = 8 << 20;
  private static final int VXLAN = 8;
  private static final int IPV4_UDP = 20 + 8;
  private static final int IPV6_UDP = 40 + 8;

  private final boolean six;
  private final int mtu;
  private final int overhead;
  private final int outerMtu;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Throwable> defects = new CopyOnWriteArrayList<>();
  private final List<SubnetWatch> watches = new ArrayList<>();
  private final Namespace other;
  private final VxlanTunnel tunnel;
  private final EventLoop loop;

  public static void main(String[] arguments) throws Exception {
    boolean six = arguments[0].equals("6");
    KernelPeer scenario =
        new KernelPeer(six, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    try {
      scenario.run();
    } finally {
      scenario.end();
    }
  }

  private KernelPeer(boolean six, int mtu, int outerMtu) throws IOException {
    this.six = six;
    this.mtu = mtu;
    this.overhead = Headers.ETHERNET + VXLAN + (six ? IPV6_UDP : IPV4_UDP);
    this.outerMtu = outerMtu;
    here("ip link set lo up");
    other = Namespace.create();
    open.add(other);
    here("ip link add va type veth peer name vb netns %d".formatted(other.pid()));
    String address =
        "ip link set %2$s mtu %3$d up && ip addr add %1$s"
            + (six ? "/64 dev %2$s nodad" : "/24 dev %2$s");
    here(address.formatted(outer(0), "va", outerMtu));
    other.check(address.formatted(outer(1), "vb", outerMtu));
    InetSocketAddress remote =
        new InetSocketAddress(InetAddress.ofLiteral(outer(1)), VxlanConfig.PORT);
    VxlanConfig config =
        VxlanConfig.of(
            new InetSocketAddress(InetAddress.ofLiteral(outer(0)), VxlanConfig.PORT),
            Arrays.stream(VNIS).mapToObj(vni -> VxlanSegment.of(vni, remote)).toList());
    tunnel = VxlanTunnel.open(config.withMtu(mtu), Clock.SYSTEM);
    open.add(tunnel);
    loop = new EventLoop(new SpinThenWait(), (duty, defect) -> defects.add(defect));
    loop.add(tunnel);
    for (int i = 0; i < PLAIN; i++) {
      plainSegment(i);
    }
    taggedSegment();
    Thread thread = Thread.ofPlatform().daemon().name("tunnel").start(loop);
    open.add(() -> {
      loop.stop();
      thread.join();
      loop.close();
    });
  }

  /** A TAP here and a vxlan device there, in subnet 10.9.{@code index}.0/24. */
  private void plainSegment(int index) throws IOException {
    TapPort tap = tap("in" + index);
    SubnetWatch watch = new SubnetWatch(index, tap);
    watches.add(watch);
    tap.connect(tunnel.port(VNIS[index]));
    tunnel.connect(VNIS[index], watch);
    here(addressed("in" + index, index, 0));
    kernelDevice(index);
    other.check(addressed("vx" + index, index, 1));
  }

  /**
   * The same with frames that are tagged on their way: there the vxlan device is on a bridge, and
   * behind that the tag is taken out.
   */
  private void taggedSegment() throws IOException {
    Port out = tunnel.port(VNIS[TAGGED]);
    TapPort near = tap("in" + TAGGED);
    near.connect(VlanEdge.pushing(TCI, out));
    tunnel.connect(VNIS[TAGGED], VlanEdge.popping(near));
    here(addressed("in" + TAGGED, TAGGED, 0));
    TapPort bridged = tap("bridged");
    TapPort far = tap("far");
    bridged.connect(VlanEdge.popping(far));
    far.connect(VlanEdge.pushing(TCI, bridged));
    here("ip link set bridged netns %1$d && ip link set far netns %1$d".formatted(other.pid()));
    kernelDevice(TAGGED);
    other.check(
        "ip link add br0 type bridge && for d in br0 vx2 bridged; do ip link set $d mtu %d up; done"
                .formatted(mtu)
            + " && ip link set vx2 master br0 && ip link set bridged master br0 && "
            + addressed("far", TAGGED, 1));
  }

  private TapPort tap(String name) throws IOException {
    TapPort tap = TapPort.open(name);
    open.add(tap);
    loop.add(tap);
    return tap;
  }

  private void kernelDevice(int index) throws IOException {
    other.check(
        "ip link add vx%d type vxlan id %d local %s remote %s dstport %d"
            .formatted(index, VNIS[index], outer(1), outer(0), VxlanConfig.PORT));
  }

  private String addressed(String device, int subnet, int side) {
    return "ip link set %1$s mtu %2$d up && ip addr add %3$s/24 dev %1$s && ip addr add %4$s/64 dev %1$s nodad"
        .formatted(
            device,
            subnet == TAGGED ? mtu - Headers.VLAN_TAG : mtu,
            inner4(subnet, side),
            inner6(subnet, side));
  }

  private String outer(int side) {
    return (six ? "fd18::" : "198.18.0.") + (side + 1);
  }

  private static String inner4(int subnet, int side) {
    return "10.9.%d.%d".formatted(subnet, side + 1);
  }

  private static String inner6(int subnet, int side) {
    return "fd09:%d::%d".formatted(subnet, side + 1);
  }

  private void run() throws Exception {
    try (CheckedTransfer transfer = new CheckedTransfer(other, BYTES)) {
      for (int i = 0; i < VNIS.length; i++) {
        answersPings(inner4(i, 1));
        answersPings(inner6(i, 1));
        transfer.run(inner4(i, 0));
        transfer.run(inner6(i, 0));
      }
      keepsSegmentsApart();
      learned();
      fragmentsWhatDoesNotFit();
      survivesTheOtherSidesRestart(transfer);
    }
    assertThat(defects).isEmpty();
    System.out.println(Node.of(tunnel).toText());
  }

  /** By ICMP, because this process is its namespace's root. */
  private void answersPings(String address) throws IOException {
    String replies = address.contains(":") ? "Icmp6InEchoReplies" : "InEchoReps";
    long before = statistic(here("cat /proc/net/snmp /proc/net/snmp6"), replies);
    assertThat(InetAddress.ofLiteral(address).isReachable(10_000)).as("ping %s", address).isTrue();
    assertThat(statistic(here("cat /proc/net/snmp /proc/net/snmp6"), replies))
        .isGreaterThan(before);
  }

  /** What the kernel sent into one network came out of that one only. */
  private void keepsSegmentsApart() throws IOException {
    for (SubnetWatch watch : watches) {
      assertThat(watch.own()).isPositive();
      assertThat(watch.strangers()).isZero();
    }
  }

  private void learned() {
    for (int vni : VNIS) {
      // a bridge has an address too
      int most = vni == VNIS[TAGGED] ? 3 : 1;
      assertThat(tunnel.counters(vni).get(VxlanCounter.LEARNED)).isBetween(1L, (long) most);
      assertThat(tunnel.counters(vni).get(VxlanCounter.TOO_LONG_OUT)).isZero();
      assertThat(tunnel.counters(vni).get(VxlanCounter.REFUSED_OUT)).isZero();
      assertThat(tunnel.counters(vni).get(VxlanCounter.MALFORMED_IN)).isZero();
    }
  }

  private void fragmentsWhatDoesNotFit() throws IOException {
    String name = six ? "Ip6ReasmOKs" : "ReasmOKs";
    long there = statistic(other.check("cat /proc/net/snmp /proc/net/snmp6"), name);
    assertThat(there > 0)
        .as("%d datagrams put together again", there)
        .isEqualTo(mtu + overhead > outerMtu);
  }

  private void survivesTheOtherSidesRestart(CheckedTransfer transfer) throws IOException {
    String unreachable = six ? "Icmp6InDestUnreachs" : "InDestUnreachs";
    long before = statistic(here("cat /proc/net/snmp /proc/net/snmp6"), unreachable);
    // with its last device the port is closed
    other.check("ip link del vx1; ip link set vx0 down; ip link set vx2 down");
    assertThat(InetAddress.ofLiteral(inner4(1, 1)).isReachable(300)).isFalse();
    assertThat(statistic(here("cat /proc/net/snmp /proc/net/snmp6"), unreachable))
        .as("ICMP errors")
        .isGreaterThan(before);
    other.check("ip link set vx0 up; ip link set vx2 up");
    kernelDevice(1);
    other.check(addressed("vx1", 1, 1));
    transfer.run(inner4(1, 0));
  }

  /** A number of /proc/net/snmp or snmp6. */
  private static long statistic(String text, String name) {
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      String[] names = lines.get(i).split("\\s+");
      if (names[0].equals(name)) {
        return Long.parseLong(names[1]);
      }
      int column = List.of(names).indexOf(name);
      if (column > 0) {
        return Long.parseLong(lines.get(i + 1).split("\\s+")[column]);
      }
    }
    throw new AssertionError("there is no " + name + " in " + text);
  }

  private void end() throws Exception {
    for (AutoCloseable c : open.reversed()) {
      c.close();
    }
  }
}
