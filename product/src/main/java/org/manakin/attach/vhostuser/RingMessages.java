package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vhostuser.Message.RingAddresses;
import org.manakin.attach.vhostuser.Message.RingValue;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Epoll;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;

/** What QEMU says of rings. Each method answers whether it was done. */
final class RingMessages {
  private final Rings rings;
  private final Epoll epoll;
  private final AttachmentEvents events;

  /**
   * @param epoll watches for kicks
   */
  RingMessages(Rings rings, Epoll epoll, AttachmentEvents events) {
    this.rings = rings;
    this.epoll = epoll;
    this.events = events;
  }

  boolean setSize(Inbox message) {
    Vring ring = named(message);
    return ring != null && ring.setSize(RingValue.NUM.unsigned(message.memory(), 0));
  }

  boolean setPosition(Inbox message) {
    Vring ring = named(message);
    return ring != null && ring.setPosition(RingValue.NUM.unsigned(message.memory(), 0));
  }

  boolean setEnabled(Inbox message) {
    Vring ring = named(message);
    long value = ring == null ? -1 : RingValue.NUM.unsigned(message.memory(), 0);
    if (ring == null || value < 0 || value > 1) {
      return false;
    }
    ring.setEnabled(value == 1);
    return true;
  }

  /** Stops a ring; its position, or a negative number if there is no such ring. */
  int stop(Inbox message) {
    Vring ring = named(message);
    if (ring == null) {
      return -1;
    }
    int position = ring.stop();
    unwatch(ring);
    ring.setKick(null);
    return position;
  }

  boolean setAddresses(Inbox message) {
    MemorySegment m = message.memory();
    Vring ring =
        message.size() == RingAddresses.SIZE
            ? rings.ring(RingAddresses.INDEX.unsigned(m, 0))
            : null;
    if (ring == null) {
      return false;
    }
    long log = RingAddresses.LOG.get(m, 0);
    boolean logged = (RingAddresses.FLAGS.get(m, 0) & RingAddresses.LOGGED) != 0;
    return ring.setAddresses(
        RingAddresses.DESCRIPTORS.get(m, 0),
        RingAddresses.AVAILABLE.get(m, 0),
        RingAddresses.USED.get(m, 0),
        logged ? log : -1);
  }

  /** The descriptor that the guest kicks starts the ring. */
  boolean setKick(Inbox message) {
    Vring ring = withDescriptor(message);
    if (ring == null || message.descriptors().isEmpty()) {
      // without a descriptor the ring would have to be polled
      return false;
    }
    Fd eventfd = eventfd(message.descriptors(), "kick of ring " + ring.index());
    if (eventfd == null) {
      return false;
    }
    unwatch(ring);
    ring.setKick(eventfd);
    if (!watch(ring, eventfd)) {
      ring.setKick(null);
      return false;
    }
    if (!ring.start()) {
      events.warning(
          "ring %d is not in the guest's memory, or not aligned; it does not start"
              .formatted(ring.index()));
      return false;
    }
    return true;
  }

  boolean setCall(Inbox message) {
    Vring ring = withDescriptor(message);
    if (ring == null) {
      return false;
    }
    ring.setCall(eventfd(message.descriptors(), "interrupt of ring " + ring.index()));
    return true;
  }

  boolean setError(Inbox message) {
    Vring ring = withDescriptor(message);
    if (ring == null) {
      return false;
    }
    ring.setError(eventfd(message.descriptors(), "error of ring " + ring.index()));
    return true;
  }

  /** Nobody is told of kicks any more, whoever still has the descriptor. */
  void unwatch(Vring ring) {
    Fd kick = ring.kick();
    if (kick != null && isTransmit(ring)) {
      try {
        epoll.remove(kick);
      } catch (SyscallException e) {
        // It was given up before, because it is no event counter.
      }
    }
  }

  /** Kicks of a receive ring say that there are buffers: frames look for them themselves. */
  private boolean watch(Vring ring, Fd kick) {
    if (!isTransmit(ring)) {
      return true;
    }
    try {
      epoll.add(kick, Epoll.READABLE);
      return true;
    } catch (SyscallException e) {
      events.warning("%s: %s".formatted(kick.name(), e.getMessage()));
      return false;
    }
  }

  static boolean isTransmit(Vring ring) {
    return ring.index() % 2 == 1;
  }

  private @Nullable Vring named(Inbox message) {
    return message.size() == RingValue.SIZE
        ? rings.ring(RingValue.INDEX.unsigned(message.memory(), 0))
        : null;
  }

  /** The ring of a message that brings a descriptor, or says that it does not. */
  private @Nullable Vring withDescriptor(Inbox message) {
    if (message.size() != Value.SIZE) {
      return null;
    }
    long value = Value.NUMBER.get(message.memory(), 0);
    int expected = (value & Value.NO_DESCRIPTOR) == 0 ? 1 : 0;
    return message.descriptors().count() == expected ? rings.ring(value & Value.RING) : null;
  }

  private static @Nullable Fd eventfd(Descriptors passed, String name) {
    if (passed.isEmpty()) {
      return null;
    }
    Fd fd = passed.take(0, name);
    try {
      fd.setNonBlocking();
      return fd;
    } catch (SyscallException e) {
      fd.close();
      return null;
    }
  }
}
