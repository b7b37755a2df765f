package org.manakin.attach.vhostuser;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.MemoryObjects;
import org.manakin.attach.vhostuser.Message.Region;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.Window;
import org.manakin.memory.GuestMemory;

/**
 * The guest's memory as QEMU announces it, under two names: descriptors hold guest addresses, the
 * places of the rings are QEMU's own addresses.
 *
 * <p>Edited by the NIC's thread while no ring is at work.
 */
final class GuestRegions {
  /** Most regions at a time; told to QEMU. */
  static final int MOST = 64;

  private final MemoryObjects objects;
  private final GuestMemory guest;
  private final GuestMemory user;
  private final List<Slot> slots = new ArrayList<>();

  /** A region, and where it lies in the window. */
  record Slot(long guest, long size, long user, long place) {
    boolean sameAs(Slot other) {
      return guest == other.guest && size == other.size && user == other.user;
    }
  }

  private GuestRegions(MemoryObjects objects) {
    this.objects = objects;
    this.guest = new GuestMemory(objects.window());
    this.user = new GuestMemory(objects.window());
  }

  /** Regions for whose memory {@code bytes} of address space are reserved, a power of two. */
  static GuestRegions reserve(long bytes) throws IOException {
    return new GuestRegions(MemoryObjects.reserve(bytes));
  }

  MemorySegment window() {
    return objects.window();
  }

  /** By guest addresses. */
  GuestMemory guest() {
    return guest;
  }

  /** By QEMU's addresses. */
  GuestMemory user() {
    return user;
  }

  int count() {
    return slots.size();
  }

  /** A new client, of which {@code process} is the process or 0. */
  void begin(int process) {
    objects.begin(process);
  }

  void clear() throws SyscallException {
    slots.clear();
    rebuild();
    objects.clear();
  }

  /**
   * The region that is described at {@code at} in {@code m}, with its memory mapped; null if it
   * makes no sense or its memory cannot be used, which {@code events} is told.
   */
  @Nullable Slot place(MemorySegment m, long at, Fd object, AttachmentEvents events) {
    Slot announced = announced(m, at);
    long offset = Region.OFFSET.get(m, at);
    if (announced == null || offset < 0) {
      return null;
    }
    try {
      Window.Placed placed = objects.place(object, events);
      if (placed == null || announced.size > placed.size() - offset) {
        return null;
      }
      return new Slot(announced.guest, announced.size, announced.user, placed.offset() + offset);
    } catch (SyscallException e) {
      events.warning(
          "guest memory at 0x%x is not mapped: %s".formatted(announced.guest, e.getMessage()));
      return null;
    }
  }

  /** The same without memory; null if it makes no sense. */
  static @Nullable Slot announced(MemorySegment m, long at) {
    long guest = Region.GUEST_ADDRESS.get(m, at);
    long size = Region.LENGTH.get(m, at);
    long user = Region.USER_ADDRESS.get(m, at);
    boolean sound = size > 0 && guest >= 0 && guest + size > 0 && user >= 0 && user + size > 0;
    return sound ? new Slot(guest, size, user, 0) : null;
  }

  /** Makes these the only regions. */
  void replace(List<Slot> regions) {
    slots.clear();
    slots.addAll(regions);
    rebuild();
  }

  void add(Slot region) {
    slots.add(region);
    rebuild();
  }

  /** Whether there was such a region. */
  boolean remove(Slot region) {
    boolean found = slots.removeIf(region::sameAs);
    rebuild();
    return found;
  }

  private void rebuild() {
    guest.clear();
    user.clear();
    for (Slot slot : slots) {
      guest.map(slot.guest, slot.size, slot.place, true);
      user.map(slot.user, slot.size, slot.place, true);
    }
  }
}
