package org.manakin.cli;

import java.util.List;
import java.util.stream.Collectors;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Uplink;
import org.manakin.lab.qemu.Nic;
import org.manakin.lab.qemu.QemuCommand;

/** What a user pastes into the start of a virtual machine to attach an adapter. */
final class AttachText {
  private AttachText() {}

  /** One line on what the adapter is. */
  static String summary(AdapterSpec spec, List<AdapterSpec> all) {
    var ethernet = spec.ethernet();
    String uplink =
        switch (spec.uplink()) {
          case Uplink.None none -> wireTo(spec, all);
          case Uplink.Tap tap -> "uplink TAP " + tap.ifname();
          case Uplink.Peer peer -> "wire to " + peer.name();
        };
    return "%s: %s, MTU %d, %s of %s, %s"
        .formatted(
            spec.name(),
            ethernet.mac(),
            ethernet.mtu(),
            plural(ethernet.vports(), "vPort"),
            plural(ethernet.queues(), "queue pair"),
            uplink);
  }

  /** A wire may be named on its other side only. */
  private static String wireTo(AdapterSpec spec, List<AdapterSpec> all) {
    return all.stream()
        .filter(other -> other.uplink().equals(new Uplink.Peer(spec.name())))
        .findFirst()
        .map(other -> "wire to " + other.name())
        .orElse("no uplink");
  }

  static String plural(int n, String what) {
    return n + " " + what + (n == 1 ? "" : "s");
  }

  /**
   * Options of QEMU. The memory is shared, because the adapter reads and writes it in its own
   * process.
   */
  static String qemu(AdapterSpec spec) {
    return indented(sharedMemory().nic(nic(spec)).toShell());
  }

  /** Memory that our process can map, as an example of its size. */
  static QemuCommand sharedMemory() {
    return new QemuCommand()
        .add("-machine", "q35,memory-backend=ram")
        .add("-object", "memory-backend-memfd,id=ram,size=2G,share=on")
        .add("-m", "2G");
  }

  /** Elements of a libvirt domain; the domain element names the namespace. */
  static String libvirt(AdapterSpec spec) {
    List<String> device = new QemuCommand().nic(nic(spec)).arguments();
    String arguments =
        device.stream()
            .map(argument -> "    <qemu:arg value='" + escaped(argument) + "'/>\n")
            .collect(Collectors.joining());
    return indented(
        """
        <domain type='kvm' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>
          <memoryBacking>
            <source type='memfd'/>
            <access mode='shared'/>
          </memoryBacking>
          <qemu:commandline>
        %s  </qemu:commandline>
        </domain>\
        """
            .formatted(arguments));
  }

  private static Nic nic(AdapterSpec spec) {
    return new Nic.VfioUser(spec.name(), spec.socket());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("'", "&apos;");
  }

  static String indented(String text) {
    return text.lines().map(line -> "  " + line).collect(Collectors.joining("\n"));
  }
}
