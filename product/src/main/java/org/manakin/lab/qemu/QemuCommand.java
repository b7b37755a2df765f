package org.manakin.lab.qemu;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Builds the options of QEMU. The same methods serve to start guests and to print options for a
 * user's own guest.
 */
public final class QemuCommand {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** QEMU gives up for good when a server does not answer within this time. */
  private static final int MESSAGE_TIMEOUT_MS = 60_000;

  private static final int RX_QUEUE_SIZE = 1024;

  /** How soon QEMU looks again for a back end that is gone. */
  private static final int RECONNECT_MS = 100;

  private final List<String> arguments = new ArrayList<>();
  private int ports;

  /** Continues a command that begins with the program. */
  public QemuCommand(List<String> program) {
    arguments.addAll(program);
  }

  /** Options only, to be added to a command of the user's. */
  public QemuCommand() {}

  /** Any options. */
  public QemuCommand add(String... options) {
    arguments.addAll(List.of(options));
    return this;
  }

  /**
   * A machine whose memory other processes can map.
   *
   * @param memoryMib guest memory in MiB
   */
  public QemuCommand machine(int smp, int memoryMib) {
    add("-machine", "q35,memory-backend=ram,usb=off,sata=off,vmport=off");
    add("-object", "memory-backend-memfd,id=ram,size=" + memoryMib + "M,share=on");
    return add("-m", memoryMib + "M", "-smp", Integer.toString(smp));
  }

  /** Only what is named: no default devices, no configuration files, no window. */
  public QemuCommand bare() {
    return add("-nodefaults", "-no-user-config", "-display", "none");
  }

  public QemuCommand accelerator(Accelerator decided) {
    arguments.addAll(decided.options());
    return this;
  }

  /** The kernel is loaded by QEMU itself: no boot loader, no disk. */
  public QemuCommand kernel(Path image, Path initramfs, String commandLine) {
    return add(
        "-kernel", image.toString(), "-initrd", initramfs.toString(), "-append", commandLine);
  }

  /** QEMU listens at {@code socket} for whoever operates it. */
  public QemuCommand monitor(Path socket) {
    return add("-qmp", "unix:" + escaped(socket.toString()) + ",server=on,wait=off");
  }

  /** QEMU connects to a UNIX socket that the caller listens on. */
  public QemuCommand connectedSocket(String id, Path socket) {
    return add("-chardev", "socket,id=" + id + ",path=" + escaped(socket.toString()));
  }

  /**
   * A line into the guest: a port named manakin there. It sits in a late slot, so that adapters
   * have theirs from 1 on.
   */
  public QemuCommand virtioSerial(String chardev) {
    add("-device", "virtio-serial-pci,id=serial,addr=0x1e");
    return add("-device", "virtserialport,chardev=" + chardev + ",name=manakin");
  }

  /** An adapter. */
  public QemuCommand nic(Nic nic) {
    switch (nic) {
      case Nic.VfioUser vf -> vfioUser(vf);
      case Nic.VirtioNet net -> {
        Map<String, Object> device = emulated("virtio-net-pci", net.id(), net.mac());
        if (net.failover()) {
          device.put("failover", true);
        }
        device(device, net.backend());
      }
      case Nic.Vmxnet3 net -> device(emulated("vmxnet3", net.id(), net.mac()), net.backend());
    }
    return this;
  }

  private void vfioUser(Nic.VfioUser vf) {
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("driver", "vfio-user-pci");
    device.put("id", vf.id());
    if (vf.rootPort()) {
      String port = "port-" + vf.id();
      ports++;
      add("-device", "pcie-root-port,id=" + port + ",chassis=" + ports + ",slot=" + ports);
      device.put("bus", port);
    }
    Map<String, Object> socket = new LinkedHashMap<>();
    socket.put("type", "unix");
    socket.put("path", vf.socket().toString());
    device.put("socket", socket);
    device.put("x-msg-timeout", MESSAGE_TIMEOUT_MS);
    vf.failoverOf().ifPresent(standby -> device.put("failover_pair_id", standby));
    add("-device", json(device));
  }

  private static Map<String, Object> emulated(String driver, String id, String mac) {
    Map<String, Object> device = new LinkedHashMap<>();
    device.put("driver", driver);
    device.put("id", id);
    device.put("mac", mac);
    device.put("romfile", "");
    return device;
  }

  private void device(Map<String, Object> device, Nic.Backend backend) {
    String netdev = "net-" + device.get("id");
    switch (backend) {
      case Nic.Backend.None none -> {
        add("-device", json(device));
        return;
      }
      case Nic.Backend.User user -> add("-netdev", "user,id=" + netdev + ",restrict=on");
      case Nic.Backend.Tap tap ->
          add(
              "-netdev",
              "tap,id=" + netdev + ",ifname=" + tap.ifname() + ",script=no,downscript=no");
      case Nic.Backend.Stream stream ->
          add(
              "-netdev",
              "stream,id="
                  + netdev
                  + ",server="
                  + (stream.listens() ? "on" : "off")
                  + ",addr.type=unix,addr.path="
                  + escaped(stream.socket().toString()));
      case Nic.Backend.VhostUser vhost -> vhostUser(vhost, netdev, device);
    }
    device.put("netdev", netdev);
    add("-device", json(device));
  }

  private void vhostUser(Nic.Backend.VhostUser vhost, String netdev, Map<String, Object> device) {
    String chardev = "chr-" + netdev;
    add(
        "-chardev",
        "socket,id="
            + chardev
            + ",path="
            + escaped(vhost.socket().toString())
            + ",reconnect-ms="
            + RECONNECT_MS);
    add(
        "-netdev",
        "vhost-user,id=" + netdev + ",chardev=" + chardev + ",queues=" + vhost.queuePairs());
    // the most there can be: frames for a guest that is not run for a while find room
    device.put("rx_queue_size", RX_QUEUE_SIZE);
    if (vhost.queuePairs() > 1) {
      device.put("mq", true);
      // one for each ring, one for changes of the configuration, one for the control queue
      device.put("vectors", 2 * vhost.queuePairs() + 2);
    }
    if (vhost.mtu() > 0) {
      device.put("host_mtu", vhost.mtu());
    }
  }

  private static String json(Map<String, Object> device) {
    try {
      return JSON.writeValueAsString(device);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // maps of strings and numbers can always be written
    }
  }

  /** In QEMU's comma-separated options a comma is doubled. */
  private static String escaped(String value) {
    return value.replace(",", ",,");
  }

  public List<String> arguments() {
    return List.copyOf(arguments);
  }

  /** As one would type it into a shell, a line for each option. */
  public String toShell() {
    StringBuilder text = new StringBuilder();
    for (String argument : arguments) {
      if (!text.isEmpty()) {
        text.append(argument.startsWith("-") ? " \\\n  " : " ");
      }
      text.append(quoted(argument));
    }
    return text.toString();
  }

  private static String quoted(String argument) {
    return argument.matches("[A-Za-z0-9_@%+=:,./-]+")
        ? argument
        : "'" + argument.replace("'", "'\\''") + "'";
  }
}
