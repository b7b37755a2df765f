package org.manakin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.attach.vhostuser.SyntheticCounter;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.VfControl;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Packets;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Policy;

class VirtualHostTest {
  private static final MacAddress HERE = new MacAddress(0x0200_0000_0001L);
  private static final MacAddress THERE = new MacAddress(0x0200_0000_0002L);

  @TempDir private Path folder;

  private HostPlan plan(String name, MacAddress mac, List<UplinkPlan> uplinks) {
    NicPlan nic =
        new NicPlan(
            name + "-nic",
            "vm",
            "net",
            mac,
            List.of(),
            Optional.of(new NicPlan.VfPlan(folder.resolve(name + "-vf"), 4, 1500)),
            Optional.of(new NicPlan.SyntheticPlan(folder.resolve(name + "-syn"), 1, 1500)),
            Optional.of("closed"),
            0);
    return new HostPlan(
        name,
        List.of(new NetworkPlan("net", 7, OptionalInt.empty(), List.of())),
        List.of(new Policy("closed", List.of(), Action.ALLOW, Action.ALLOW)),
        List.of(new VmPlan("vm", Optional.empty())),
        List.of(nic),
        uplinks,
        folder.resolve("control"),
        Optional.empty(),
        Optional.empty());
  }

  private static void await(BooleanSupplier condition) {
    long giveUp = System.nanoTime() + 20_000_000_000L;
    while (!condition.getAsBoolean() && System.nanoTime() < giveUp) {
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(condition.getAsBoolean()).isTrue();
  }

  @Test
  void listensAndLeavesNothing() throws IOException {
    try (VirtualHost host = VirtualHost.start(plan("a", HERE, List.of()), HostEvents.NONE)) {
      assertThat(folder.resolve("a-vf")).exists();
      assertThat(folder.resolve("a-syn")).exists();
      NicStatus nic = host.nics().getFirst();
      assertThat(nic.path()).isEqualTo(NicStatus.Path.SYNTHETIC);
      assertThat(nic.why()).contains("not attached");
      assertThat(nic.vf().orElseThrow().attached()).isFalse();
      assertThat(nic.synthetic().orElseThrow().receiving()).isFalse();
    }
    try (var left = Files.list(folder)) {
      assertThat(left).isEmpty();
    }
  }

  @Test
  void aVfThatIsNotPluggedIsNotRevoked() throws IOException {
    try (VirtualHost host = VirtualHost.start(plan("a", HERE, List.of()), HostEvents.NONE)) {
      VfControl vf = host.vf("a-nic").orElseThrow();
      assertThatThrownBy(() -> vf.revoke(RevokeMode.PLANNED))
          .isInstanceOfSatisfying(
              OperationException.class,
              e -> assertThat(e.reason()).isEqualTo(Reason.REFUSED_IN_STATE));
    }
  }

  @Test
  void hostsAreJoinedByVxlanAndPoliciesDecide() throws IOException {
    InetAddress one = InetAddress.ofLiteral("127.0.0.1");
    InetAddress two = InetAddress.ofLiteral("127.0.0.2");
    try (VirtualHost a = VirtualHost.start(plan("a", HERE, vxlan(one, two)), HostEvents.NONE);
        VirtualHost b = VirtualHost.start(plan("b", THERE, vxlan(two, one)), HostEvents.NONE)) {
      var sender = a.nic("a-nic").endpoint().vf();
      var nic = b.nic("b-nic").synthetic().orElseThrow().nic();
      byte[] frame = Packets.udp4().macs(HERE.value(), THERE.value()).build();
      sender.deliver(Packets.frame(frame));
      sender.flush();
      await(() -> nic.counters().get(SyntheticCounter.RX_NOT_RUNNING) == 1);
      assertThat(a.flows(10)).hasSize(1);

      a.apply(new Policy("closed", List.of(), Action.ALLOW, Action.DENY));
      sender.deliver(Packets.frame(frame));
      sender.flush();
      assertThat(a.flows(10)).extracting(flow -> flow.action()).contains(Action.DENY);
      assertThat(a.policies()).extracting(Policy::outbound).containsExactly(Action.DENY);
    }
  }

  private static List<UplinkPlan> vxlan(InetAddress bind, InetAddress remote) {
    int port = 14789;
    return List.of(
        new UplinkPlan.Vxlan(
            "wan",
            new InetSocketAddress(bind, port),
            List.of(new InetSocketAddress(remote, port)),
            Map.of("net", 7),
            List.of(),
            1450));
  }
}
