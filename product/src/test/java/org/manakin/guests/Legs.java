package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.manakin.attach.netns.Namespace;
import org.manakin.host.HostPlan;
import org.manakin.host.NicPlan;
import org.manakin.host.UplinkPlan;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.VfState;
import org.manakin.lab.Guest;

/**
 * The program that {@link LegsIT} runs, in a network namespace of its own: two guests with both
 * legs, and this namespace's own network stack behind a TAP. A VF is revoked where the synthetic
 * leg is to carry the traffic.
 */
final class Legs {
  private static final int MTU = 9000;
  private static final String TAP_V4 = "10.77.0.100";
  private static final String TAP_V6 = "fd77::100";

  private final ServicingBed bed;
  private final DataChecks checks;

  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("manakin-legs");
    try (ServicingBed bed = ServicingBed.of(folder, plan(folder))) {
      bed.startHost();
      String _ =
          Namespace.here(
              "ip link set lo up; ip addr add %s/24 dev legs0; ip addr add %s/64 dev legs0 nodad"
                  .formatted(TAP_V4, TAP_V6));
      List<Guest> guests = List.of(bed.start(0, "6.12"), bed.start(1, "7.3"));
      new Legs(bed, guests).run();
    }
    System.exit(0);
  }

  /** Without assigned addresses, so that the guests may also use a VLAN of their own. */
  private static HostPlan plan(Path folder) throws IOException {
    HostPlan plan = ServicingBed.plan(folder, 2, 1);
    List<NicPlan> nics =
        plan.nics().stream()
            .map(nic ->
                new NicPlan(
                    nic.name(),
                    nic.vm(),
                    nic.network(),
                    nic.mac(),
                    List.of(),
                    nic.adapter().map(vf -> new NicPlan.VfPlan(vf.socket(), vf.queues(), MTU)),
                    nic.synthetic().map(s -> new NicPlan.SyntheticPlan(s.socket(), 1, MTU)),
                    nic.policy(),
                    nic.egressBitsPerSecond()))
            .toList();
    return new HostPlan(
        plan.name(),
        plan.networks(),
        plan.policies(),
        plan.vms(),
        nics,
        List.of(new UplinkPlan.Tap("tap", "legs0", Optional.of("net"))),
        plan.control(),
        plan.events(),
        plan.audit());
  }

  private Legs(ServicingBed bed, List<Guest> guests) throws IOException {
    this.bed = bed;
    this.checks = new DataChecks(guests);
    for (int i = 0; i < 2; i++) {
      String _ = guests.get(i).awaitReady(ServicingBed.PATIENCE);
      String _ = checks.run(i, Addresses.bringUp(i));
      bed.await(i, VfState.ACTIVE);
    }
    String _ = checks.run(1, "iperf3 -s -D; sleep 0.5");
  }

  private void run() throws Exception {
    carriesAll("VF to VF");
    toTap("VF");
    var _ = bed.vf(0).revoke(RevokeMode.PLANNED);
    carriesAll("synthetic to VF");
    toTap("synthetic");
    var _ = bed.vf(1).revoke(RevokeMode.PLANNED);
    carriesAll("synthetic to synthetic");
  }

  private void carriesAll(String legs) throws IOException {
    System.out.println(legs);
    setMtu(MTU);
    checks.pings("-M do -s 8000");
    setMtu(1500);
    checks.pings("-M do -s 1400");
    offload("on");
    checks.exchange(4);
    offload("off");
    checks.exchange(6);
    offload("on");
    checks.vlan();
  }

  private void setMtu(int mtu) throws IOException {
    for (int i = 0; i < 2; i++) {
      String _ = checks.run(i, "ip link set eth0 mtu " + mtu);
    }
  }

  /** Checksums and segmentation, on the interfaces behind the pair's master. */
  private void offload(String state) throws IOException {
    for (int i = 0; i < 2; i++) {
      String _ =
          checks.run(
              i,
              "for d in $(ls /sys/class/net | grep -v -e lo -e eth0); do ethtool -K $d tx %1$s tso %1$s; done"
                  .formatted(state));
    }
  }

  /** The first guest and this namespace: pings, and 8 MiB each way with the hashes compared. */
  private void toTap(String leg) throws Exception {
    System.out.println(leg + " to TAP");
    checks.ping(0, "-s 1400 -M do", TAP_V4);
    checks.ping(0, "", TAP_V6);
    byte[] content = new byte[8 << 20];
    new java.util.Random(1).nextBytes(content);
    try (ServerSocket server = new ServerSocket(7002, 1, InetAddress.ofLiteral(TAP_V4))) {
      server.setSoTimeout((int) ServicingBed.PATIENCE.toMillis());
      String connect = " TCP:%s:7002".formatted(TAP_V4);
      String sent = checks.run(0, "sha256sum < /tmp/data");
      String _ =
          checks.run(0, "(socat -b 131072 -u OPEN:/tmp/data" + connect + ") >/dev/null 2>&1 &");
      try (Socket socket = server.accept()) {
        assertThat(sent).startsWith(sha256(socket.getInputStream()));
      }
      String _ =
          checks.run(
              0,
              "rm -f /tmp/hash; (socat -b 131072 -u"
                  + connect
                  + " STDOUT | sha256sum > /tmp/hash)"
                  + " >/dev/null 2>&1 &");
      try (Socket socket = server.accept()) {
        socket.getOutputStream().write(content);
      }
      assertThat(checks.run(0, "while [ ! -s /tmp/hash ]; do sleep 0.05; done; cat /tmp/hash"))
          .startsWith(sha256(new java.io.ByteArrayInputStream(content)));
    }
  }

  private static String sha256(InputStream in) throws Exception {
    try (var digested = new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      long _ = digested.transferTo(java.io.OutputStream.nullOutputStream());
      return HexFormat.of().formatHex(digested.getMessageDigest().digest());
    }
  }
}
