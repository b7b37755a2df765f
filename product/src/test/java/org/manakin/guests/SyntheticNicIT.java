package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.guests.GuestBed.PATIENCE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.attach.vhostuser.RingCounter;
import org.manakin.attach.vhostuser.SyntheticCounter;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.observe.Node;

/**
 * Two guests whose virtio-nets are synthetic NICs, joined by a wire: one with two queue pairs on
 * Linux 6.12, one with a single pair on 7.3. Every test leaves the interfaces up and addressed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SyntheticNicIT {
  private static final int MTU = 9000;

  private final Path folder = Files.createTempDirectory("manakin-synthetic");
  private final SyntheticEnd[] ends = new SyntheticEnd[2];
  private final Guest[] guests = new Guest[2];

  SyntheticNicIT() throws IOException {}

  private Path socket(int end) {
    return folder.resolve("net" + end + ".sock");
  }

  @BeforeAll
  void boot() throws IOException {
    int[] pairs = {2, 1};
    for (int i = 0; i < 2; i++) {
      ends[i] = new SyntheticEnd(socket(i), pairs[i]);
    }
    ends[0].start(ends[1]);
    ends[1].start(ends[0]);
    Lab lab = Lab.open(Progress.SILENT);
    String[] kernels = {"6.12", "7.3"};
    for (int i = 0; i < 2; i++) {
      Nic.Backend backend = new Nic.Backend.VhostUser(socket(i), pairs[i], MTU);
      String mac = GuestBed.mac(i).toString();
      guests[i] =
          lab.start(
              GuestSpec.of(lab.kernel(kernels[i]))
                  .name("guest" + i)
                  .smp(pairs[i])
                  .memoryMib(512)
                  .nic(new Nic.VirtioNet("net" + i, mac, backend)));
    }
    for (int i = 0; i < 2; i++) {
      assertThat(guests[i].awaitReady(PATIENCE)).startsWith(kernels[i]);
      run(i, Addresses.bringUp(i) + "ip link set eth0 mtu 1500");
    }
    run(1, "iperf3 -s -D; sleep 0.5");
  }

  @AfterAll
  void shutDown() throws IOException {
    for (Guest guest : guests) {
      if (guest != null) {
        guest.close();
      }
    }
    for (SyntheticEnd end : ends) {
      if (end != null) {
        end.close();
      }
    }
    Files.deleteIfExists(folder);
  }

  @AfterEach
  void nobodyComplains() throws IOException {
    String complaints =
        "dmesg | grep -vi 'command line' | grep -E 'BUG:|Oops|WARNING:|Call Trace|timed out' || true";
    for (int i = 0; i < 2; i++) {
      assertThat(run(i, complaints)).isEmpty();
      assertThat(ends[i].told).allMatch(text -> text.startsWith("started: "));
      assertThat(ends[i].nic.transmitted(RingCounter.DROPPED_MALFORMED)).isZero();
      assertThat(ends[i].nic.transmitted(RingCounter.DROPPED_TOO_LONG)).isZero();
    }
  }

  private String run(int guest, String script) throws IOException {
    return guests[guest].check(script, PATIENCE);
  }

  private DataChecks checks() {
    return new DataChecks(List.of(guests));
  }

  @Test
  @Order(1)
  void carriesPingsSmallAndLarge() throws IOException {
    assertThat(run(0, "ethtool -i eth0")).contains("driver: virtio_net");
    assertThat(run(0, "cat /sys/class/net/eth0/address").strip())
        .isEqualTo(GuestBed.mac(0).toString());
    checks().pings("");
    for (int i = 0; i < 2; i++) {
      run(i, "ip link set eth0 mtu " + MTU);
    }
    checks().pings("-M do -s 8000");
    for (int i = 0; i < 2; i++) {
      run(i, "ip link set eth0 mtu 1500");
    }
    checks().pings("-s 1400 -M do");
  }

  @Test
  @Order(2)
  void usesBothQueuePairs() throws IOException {
    assertThat(run(0, "ethtool -l eth0 | tail -1")).contains("2");
    run(0, "iperf3 -c %s -P 8 -n 2M; sleep 0.3".formatted(Addresses.v4(1)));
    assertThat(framesByRing("rx")).hasSize(2).allMatch(frames -> frames > 0);
    assertThat(framesByRing("tx")).hasSize(2).allMatch(frames -> frames > 0);
    run(0, "ethtool -L eth0 combined 1");
    List<Long> before = framesByRing("rx");
    checks().pings("");
    assertThat(framesByRing("rx").getLast()).isEqualTo(before.getLast());
    run(0, "ethtool -L eth0 combined 2");
    checks().pings("");
  }

  /** Frames that passed each ring of the first NIC in one direction. */
  private List<Long> framesByRing(String direction) {
    List<?> rings = (List<?>) Node.of(ends[0].nic).toMap().getOrDefault(direction, List.of());
    return rings.stream()
        .map(ring -> (Map<?, ?>) Objects.requireNonNull(((Map<?, ?>) ring).get("counters")))
        .map(counters -> (Long) Objects.requireNonNull(counters.get("frames")))
        .toList();
  }

  @ParameterizedTest
  @Order(3)
  @CsvSource({"on, on, 4", "on, off, 6", "off, on, 6", "off, off, 4"})
  void tcpDeliversWhatWasSentBothWays(String first, String second, int version) throws IOException {
    String set = "ethtool -K eth0 tx %1$s tso %1$s";
    run(0, set.formatted(first));
    run(1, set.formatted(second));
    checks().exchange(version);
    run(0, set.formatted("on"));
    run(1, set.formatted("on"));
  }

  @Test
  @Order(4)
  void largeSendsPassUncut() {
    assertThat(ends[0].nic.transmitted(RingCounter.SUPER_FRAMES)).isPositive();
    assertThat(ends[1].nic.received(RingCounter.SUPER_FRAMES)).isPositive();
  }

  @Test
  @Order(5)
  void carriesVlansAndUdp() throws IOException {
    checks().vlan();
  }

  @Test
  @Order(6)
  void toldWhenTheGuestTakesTheInterfaceDownForGood() throws IOException {
    ends[0].told.clear();
    String device = "d=$(basename $(readlink /sys/class/net/eth0/device)); ";
    run(0, device + "echo $d > /sys/bus/virtio/drivers/virtio_net/unbind; echo $d > /tmp/device");
    assertThat(ends[0].told).contains("started: false");
    assertThat(ends[0].nic.drained()).isTrue();
    run(0, "echo $(cat /tmp/device) > /sys/bus/virtio/drivers/virtio_net/bind");
    run(0, Addresses.bringUp(0));
    assertThat(ends[0].told).contains("started: true");
    checks().pings("");
  }

  @Test
  @Order(7)
  void comesBackAfterTheBackEndWasAway() throws IOException {
    for (int i = 0; i < 2; i++) {
      int pairs = ends[i].nic.config().queuePairs();
      ends[i].close();
      ends[i] = new SyntheticEnd(socket(i), pairs);
      ends[i].start(ends[1 - i]);
      ends[1 - i].nic.connect(ends[i].nic.port());
      awaitStarted(ends[i]);
    }
    checks().pings("");
    checks().exchange(4);
    assertThat(ends[0].nic.counters().get(SyntheticCounter.CLIENTS)).isEqualTo(1);
  }

  private static void awaitStarted(SyntheticEnd end) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (!end.told.contains("started: true")) {
      assertThat(System.nanoTime()).as("QEMU does not come again: %s", end.told).isLessThan(until);
      LockSupport.parkNanos(1_000_000);
    }
  }
}
