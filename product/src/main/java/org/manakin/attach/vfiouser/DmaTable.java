package org.manakin.attach.vfiouser;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.MemoryObjects;
import org.manakin.attach.vfiouser.Message.DmaMap;
import org.manakin.attach.vfiouser.Message.DmaUnmap;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.Window;
import org.manakin.memory.GuestMemory;

/**
 * The guest's memory as the client announces it. Each memory object is mapped once and whole;
 * DMA_MAP and DMA_UNMAP, which firmware causes by the dozen, only edit the table of addresses.
 * Ranges without a descriptor (ROM, BARs of other devices) are accepted and left out.
 *
 * <p>Edited by the server's thread; {@link #memory()} is for all.
 */
public final class DmaTable {
  private final MemoryObjects objects;
  private final GuestMemory memory;
  private int announced;
  private int usable;

  private DmaTable(MemoryObjects objects) {
    this.objects = objects;
    this.memory = new GuestMemory(objects.window());
  }

  /** A table whose window has {@code bytes} of address space, a power of two; no memory is used. */
  public static DmaTable reserve(long bytes) throws IOException {
    return new DmaTable(MemoryObjects.reserve(bytes));
  }

  public static DmaTable reserve() throws IOException {
    return reserve(Window.DEFAULT_BYTES);
  }

  public GuestMemory memory() {
    return memory;
  }

  /** A new client, of which {@code process} is the process or 0. */
  void begin(int process) {
    objects.begin(process);
    announced = 0;
    usable = 0;
  }

  /** Forgets all memory of the client. */
  void clear() throws SyscallException {
    memory.clear();
    objects.clear();
  }

  /** Whether the device can work with what was announced so far; says why not. */
  boolean usable(AttachmentEvents events) {
    boolean shared = !objects.unshared();
    if (shared && announced > 0 && usable == 0) {
      events.refused(
          "the guest's memory has no descriptor, so the device cannot reach it"
              + MemoryObjects.REMEDY);
    }
    return shared && (announced == 0 || usable > 0);
  }

  int map(Request request, AttachmentEvents events) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != DmaMap.SIZE
        || DmaMap.ARGSZ.unsigned(m, at) < DmaMap.SIZE - Header.SIZE
        || request.descriptors().count() > 1) {
      return -Errno.EINVAL;
    }
    int flags = DmaMap.FLAGS.get(m, at);
    long offset = DmaMap.OFFSET.get(m, at);
    long address = DmaMap.ADDRESS.get(m, at);
    long size = DmaMap.LENGTH.get(m, at);
    if ((flags & ~(DmaMap.READ | DmaMap.WRITE)) != 0 || !isRange(address, size) || offset < 0) {
      return -Errno.EINVAL;
    }
    announced++;
    if (request.descriptors().isEmpty()) {
      memory.unmap(address, size);
      return Header.SIZE;
    }
    if (memory.ranges() >= Message.MAX_DMA_MAPS) {
      return -Errno.ENOSPC;
    }
    try (Fd object = request.descriptors().take(0, "guest memory")) {
      Window.Placed placed = objects.place(object, events);
      if (placed == null) {
        return -Errno.EINVAL;
      }
      if (size > placed.size() - offset) {
        return -Errno.EINVAL;
      }
      memory.map(address, size, placed.offset() + offset, (flags & DmaMap.WRITE) != 0);
      usable++;
      return Header.SIZE;
    } catch (SyscallException e) {
      events.warning("guest memory at 0x%x is not mapped: %s".formatted(address, e.getMessage()));
      return -e.errno();
    }
  }

  int unmap(Request request, PciDevice device, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != DmaUnmap.SIZE
        || DmaUnmap.ARGSZ.unsigned(m, at) < DmaUnmap.SIZE - Header.SIZE) {
      return -Errno.EINVAL;
    }
    int flags = DmaUnmap.FLAGS.get(m, at);
    long address = DmaUnmap.ADDRESS.get(m, at);
    long size = DmaUnmap.LENGTH.get(m, at);
    if (flags == DmaUnmap.ALL) {
      memory.clear();
    } else if (flags == 0 && isRange(address, size)) {
      memory.unmap(address, size);
    } else {
      return -Errno.EINVAL;
    }
    device.settle();
    MemorySegment.copy(m, at, out, to, DmaUnmap.SIZE);
    return DmaUnmap.SIZE;
  }

  private static boolean isRange(long address, long size) {
    return size > 0 && address >= 0 && address + size > 0;
  }
}
