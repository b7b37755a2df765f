package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vhostuser.GuestRegions.Slot;
import org.manakin.attach.vhostuser.Message.Log;
import org.manakin.attach.vhostuser.Message.MemoryTable;
import org.manakin.attach.vhostuser.Message.Region;
import org.manakin.attach.vhostuser.Message.SingleRegion;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;

/**
 * What QEMU says of memory: the guest's, and the bitmap of its changes. Each method answers whether
 * it was done.
 */
final class MemoryMessages {
  private final GuestRegions regions;
  private final DirtyLog log;
  private final Rings rings;
  private final AttachmentEvents events;

  MemoryMessages(GuestRegions regions, DirtyLog log, Rings rings, AttachmentEvents events) {
    this.regions = regions;
    this.log = log;
    this.rings = rings;
    this.events = events;
  }

  boolean setTable(Inbox message) {
    MemorySegment m = message.memory();
    Descriptors passed = message.descriptors();
    if (message.size() < MemoryTable.SIZE) {
      return false;
    }
    long count = MemoryTable.COUNT.unsigned(m, 0);
    if (count > Message.MAX_TABLE
        || message.size() < MemoryTable.SIZE + count * Region.SIZE
        || passed.count() != count) {
      return false;
    }
    List<Slot> table = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Slot slot = place(m, MemoryTable.SIZE + (long) i * Region.SIZE, passed, i);
      if (slot == null) {
        return false;
      }
      table.add(slot);
    }
    change(() -> regions.replace(table));
    return true;
  }

  boolean addRegion(Inbox message) {
    if (message.size() != SingleRegion.SIZE + Region.SIZE
        || message.descriptors().count() != 1
        || regions.count() >= GuestRegions.MOST) {
      return false;
    }
    Slot slot = place(message.memory(), SingleRegion.SIZE, message.descriptors(), 0);
    if (slot == null) {
      return false;
    }
    change(() -> regions.add(slot));
    return true;
  }

  /** A descriptor may come, for the sake of old back ends; it is of no use. */
  boolean removeRegion(Inbox message) {
    if (message.size() != SingleRegion.SIZE + Region.SIZE) {
      return false;
    }
    Slot slot = GuestRegions.announced(message.memory(), SingleRegion.SIZE);
    if (slot == null) {
      return false;
    }
    boolean[] found = new boolean[1];
    change(() -> found[0] = regions.remove(slot));
    return found[0];
  }

  boolean setLog(Inbox message) {
    if (message.size() != Log.SIZE || message.descriptors().count() != 1) {
      return false;
    }
    long bytes = Log.LENGTH.get(message.memory(), 0);
    long offset = Log.OFFSET.get(message.memory(), 0);
    if (!DirtyLog.plausible(offset, bytes)) {
      return false;
    }
    boolean[] done = new boolean[1];
    try (Fd file = message.descriptors().take(0, "log of changed memory")) {
      rings.exclusively(() -> done[0] = replaceLog(file, offset, bytes));
    }
    return done[0];
  }

  private boolean replaceLog(Fd file, long offset, long bytes) {
    try {
      log.replace(file, offset, bytes);
      return true;
    } catch (SyscallException e) {
      events.warning("changes of guest memory cannot be logged: " + e.getMessage());
      return false;
    }
  }

  private @Nullable Slot place(MemorySegment m, long at, Descriptors passed, int index) {
    try (Fd object = passed.take(index, "guest memory")) {
      return regions.place(m, at, object, events);
    }
  }

  private void change(Runnable edit) {
    rings.exclusively(() -> {
      edit.run();
      if (!rings.resolve()) {
        events.warning("QEMU took memory away in which rings lie; they are stopped");
      }
    });
  }
}
