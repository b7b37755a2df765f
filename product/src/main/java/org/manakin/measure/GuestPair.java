package org.manakin.measure;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Host;
import org.manakin.host.HostEvents;
import org.manakin.host.Uplink;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.provision.Progress;
import org.manakin.lab.qemu.Nic;
import org.manakin.lab.qemu.RunFolder;
import org.manakin.packet.MacAddress;

/** Two guests on two adapters that a wire joins, and the measurements between them. */
public final class GuestPair implements Closeable {
  private static final Duration BOOT = Duration.ofMinutes(2);
  private static final int SMALL = 56;
  private static final int LARGE = 8000;
  private static final int LARGE_MTU = 9000;

  private final Progress progress;
  private final Path folder;
  private final Host host;
  private final List<Guest> guests = new ArrayList<>();
  private final List<LabEnd> ends = new ArrayList<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  private GuestPair(Progress progress, Path folder, Host host) {
    this.progress = progress;
    this.folder = folder;
    this.host = host;
  }

  /**
   * Fetches what is missing and starts both guests; they boot together.
   *
   * @param kernels of the first and the second guest
   */
  public static GuestPair start(Lab lab, List<String> kernels, Progress progress, HostEvents events)
      throws IOException {
    List<GuestSpec> specs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      GuestSpec spec = GuestSpec.of(lab.kernel(kernels.get(i))).name("guest-" + (i + 1));
      lab.prepare(spec);
      specs.add(spec);
    }
    progress.step("starting two guests with kernels " + String.join(" and ", kernels));
    Path folder = RunFolder.create();
    List<AdapterSpec> adapters =
        List.of(adapter(folder, 1, new Uplink.Peer("vf2")), adapter(folder, 2, new Uplink.None()));
    GuestPair pair = new GuestPair(progress, folder, Host.start(adapters, events));
    try {
      for (int i = 0; i < 2; i++) {
        AdapterSpec adapter = adapters.get(i);
        Guest guest =
            lab.start(specs.get(i).nic(new Nic.VfioUser(adapter.name(), adapter.socket())));
        pair.guests.add(guest);
        pair.ends.add(
            new LabEnd("guest " + (i + 1), guest, pair.host.adapter(adapter.name()), i + 1));
      }
      return pair;
    } catch (IOException | RuntimeException e) {
      pair.close();
      throw e;
    }
  }

  private static AdapterSpec adapter(Path folder, int number, Uplink uplink) {
    String name = "vf" + number;
    return new AdapterSpec(
        name,
        folder.resolve(name),
        EthernetConfig.of(MacAddress.parse("02:4d:41:4e:41:0" + number)),
        uplink);
  }

  /** The two guests. */
  public List<Guest> guests() {
    return List.copyOf(guests);
  }

  /** The host with the two adapters. */
  public Host host() {
    return host;
  }

  /** Measures. What does not work is in the report; nothing is thrown for it. */
  public PairReport measure() {
    long began = System.nanoTime();
    List<String> failures = new ArrayList<>();
    try {
      run(failures);
    } catch (IOException e) {
      failures.add(String.valueOf(e.getMessage()));
    }
    return new PairReport(
        ends.stream().map(LabEnd::report).toList(), failures, (System.nanoTime() - began) / 1e9);
  }

  private void run(List<String> failures) throws IOException {
    LabEnd first = ends.get(0);
    LabEnd second = ends.get(1);
    for (LabEnd end : ends) {
      end.awaitBoot(BOOT);
    }
    progress.step("configuring addresses");
    for (LabEnd end : ends) {
      end.configure();
    }
    for (Family family : Family.values()) {
      progress.step("ping and iperf3 over " + family.title());
      measure(first, second, family, failures);
      measure(second, first, family, failures);
    }
    progress.step("ping with MTU " + LARGE_MTU);
    for (LabEnd end : ends) {
      end.setMtu(LARGE_MTU);
    }
    first.ping(second, Family.IPV4, LARGE, Figure.PING_LARGE_MS).ifPresent(failures::add);
    second.ping(first, Family.IPV4, LARGE, Figure.PING_LARGE_MS).ifPresent(failures::add);
    progress.step("reading the counters");
    for (LabEnd end : ends) {
      failures.addAll(end.finish());
    }
  }

  private static void measure(LabEnd from, LabEnd to, Family family, List<String> failures)
      throws IOException {
    from.ping(to, family, SMALL, family.ping()).ifPresent(failures::add);
    from.tcp(to, family);
    from.udp(to, family);
  }

  /** Ends the guests at once and removes the adapters. Any thread; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    for (Guest guest : guests) {
      guest.close();
    }
    host.close();
    Folders.delete(folder);
  }
}
