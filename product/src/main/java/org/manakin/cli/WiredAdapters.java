package org.manakin.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Host;
import org.manakin.host.Uplink;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.qemu.Nic;
import org.manakin.lab.qemu.RunFolder;
import org.manakin.packet.MacAddress;

/** Adapters of one guest, each even one joined to the odd one after it. */
final class WiredAdapters implements Closeable {
  private final Path folder;
  private final Host host;
  private final AtomicBoolean closed = new AtomicBoolean();

  private WiredAdapters(Path folder, Host host) {
    this.folder = folder;
    this.host = host;
  }

  static WiredAdapters start(int number, PrintWriter err) throws IOException {
    Path folder = RunFolder.create();
    try {
      Host host =
          Host.start(
              specs(folder, number),
              (adapter, text) -> {
                if (text.startsWith("warning") || text.startsWith("failed")) {
                  err.println(adapter + ": " + text);
                  err.flush();
                }
              });
      return new WiredAdapters(folder, host);
    } catch (IOException | RuntimeException e) {
      Folders.delete(folder);
      throw e;
    }
  }

  static List<AdapterSpec> specs(Path folder, int number) {
    List<AdapterSpec> specs = new ArrayList<>();
    for (int i = 0; i < number; i++) {
      String name = "vf" + i;
      boolean hasPeer = i % 2 == 0 && i + 1 < number;
      specs.add(
          new AdapterSpec(
              name,
              folder.resolve(name),
              EthernetConfig.of(MacAddress.derived(name)),
              hasPeer ? new Uplink.Peer("vf" + (i + 1)) : new Uplink.None()));
    }
    return specs;
  }

  List<Nic> nics() {
    return host.adapters().stream()
        .<Nic>map(hosted -> new Nic.VfioUser(hosted.spec().name(), hosted.spec().socket()))
        .toList();
  }

  /** Any thread; a second call does nothing. */
  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    host.close();
    Folders.delete(folder);
  }
}
