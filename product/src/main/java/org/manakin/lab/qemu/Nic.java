package org.manakin.lab.qemu;

import java.nio.file.Path;
import java.util.Optional;

/** A network adapter of a guest. */
public sealed interface Nic {
  /**
   * An adapter that this or another process serves over vfio-user; it must listen before QEMU
   * starts.
   *
   * @param id of the QEMU device
   * @param socket the server's UNIX socket
   * @param rootPort whether to put it behind a PCI Express root port of its own, which hot-plug
   *     needs, instead of onto the root complex
   * @param failoverOf the id of the virtio-net device it is the primary of; needs a root port
   */
  record VfioUser(String id, Path socket, boolean rootPort, Optional<String> failoverOf)
      implements Nic {
    public VfioUser {
      if (failoverOf.isPresent() && !rootPort) {
        throw new IllegalArgumentException("a failover primary needs a root port");
      }
    }

    /** An adapter on the root complex. */
    public VfioUser(String id, Path socket) {
      this(id, socket, false, Optional.empty());
    }
  }

  /**
   * QEMU's virtio-net, to compare with, or as the synthetic side of a failover pair.
   *
   * @param failover whether to offer the STANDBY feature
   */
  record VirtioNet(String id, String mac, Backend backend, boolean failover) implements Nic {
    public VirtioNet(String id, String mac, Backend backend) {
      this(id, mac, backend, false);
    }
  }

  /** QEMU's vmxnet3, to compare with. */
  record Vmxnet3(String id, String mac, Backend backend) implements Nic {}

  /** Where an emulated adapter's frames go. */
  sealed interface Backend {
    /** Nowhere: the link has no peer. */
    record None() implements Backend {}

    /** QEMU's user-mode network, cut off from the outside. */
    record User() implements Backend {}

    /** A TAP interface that exists and is ours to open. */
    record Tap(String ifname) implements Backend {}

    /** A UNIX stream socket: one guest's QEMU listens, the other's connects. */
    record Stream(Path socket, boolean listens) implements Backend {}

    /**
     * A vhost-user back end that this or another process serves; QEMU's start waits until it
     * listens, and QEMU comes again when it was gone.
     *
     * @param queuePairs that the guest may use
     * @param mtu that the guest is told; 0: none
     */
    record VhostUser(Path socket, int queuePairs, int mtu) implements Backend {
      public VhostUser(Path socket, int queuePairs) {
        this(socket, queuePairs, 0);
      }
    }
  }
}
