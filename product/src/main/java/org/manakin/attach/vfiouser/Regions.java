package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.Region;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.attach.vfiouser.Message.RegionInfo;
import org.manakin.attach.vfiouser.Message.Write;
import org.manakin.attach.vfiouser.Message.WriteMulti;
import org.manakin.linux.Errno;

/**
 * The regions of the device: its BARs and configuration space. None can be mapped by the client: a
 * doorbell that several queues share must be seen write by write, and one mapped region would make
 * the client wait for every write to all of them.
 *
 * <p>Handlers answer the size of the reply that they have built, or a negative error number.
 */
final class Regions {
  private static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  private static final ValueLayout.OfShort SHORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  private final PciDevice device;
  private final long[] sizes = new long[Region.COUNT];

  Regions(PciDevice device) {
    this.device = device;
    for (int bar = 0; bar < Region.BARS; bar++) {
      sizes[bar] = device.barSize(bar);
      if (sizes[bar] != 0 && Long.bitCount(sizes[bar]) != 1) {
        throw new IllegalArgumentException(
            "BAR %d has %d bytes, which is no power of two".formatted(bar, sizes[bar]));
      }
    }
    sizes[Region.CONFIG] = Region.CONFIG_BYTES;
  }

  int info(Request request, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != RegionInfo.SIZE
        || RegionInfo.ARGSZ.unsigned(m, at) < RegionInfo.SIZE - Header.SIZE) {
      return -Errno.EINVAL;
    }
    int index = RegionInfo.INDEX.get(m, at);
    if (index < 0 || index >= Region.COUNT) {
      return -Errno.EINVAL;
    }
    RegionInfo.ARGSZ.set(out, to, RegionInfo.SIZE - Header.SIZE);
    RegionInfo.FLAGS.set(out, to, sizes[index] == 0 ? 0 : RegionInfo.READ | RegionInfo.WRITE);
    RegionInfo.INDEX.set(out, to, index);
    RegionInfo.CAP_OFFSET.set(out, to, 0);
    RegionInfo.LENGTH.set(out, to, sizes[index]);
    RegionInfo.OFFSET.set(out, to, 0);
    return RegionInfo.SIZE;
  }

  int read(Request request, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != RegionAccess.SIZE) {
      return -Errno.EINVAL;
    }
    long offset = RegionAccess.OFFSET.get(m, at);
    int region = RegionAccess.REGION.get(m, at);
    int count = RegionAccess.COUNT.get(m, at);
    if (!inside(region, offset, count)) {
      return -Errno.EINVAL;
    }
    RegionAccess.OFFSET.set(out, to, offset);
    RegionAccess.REGION.set(out, to, region);
    RegionAccess.COUNT.set(out, to, count);
    read(region, offset, count, out, to + RegionAccess.SIZE);
    return RegionAccess.SIZE + count;
  }

  int write(Request request, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() < RegionAccess.SIZE) {
      return -Errno.EINVAL;
    }
    long offset = RegionAccess.OFFSET.get(m, at);
    int region = RegionAccess.REGION.get(m, at);
    int count = RegionAccess.COUNT.get(m, at);
    if (count != request.size() - RegionAccess.SIZE || !inside(region, offset, count)) {
      return -Errno.EINVAL;
    }
    write(region, offset, count, m, at + RegionAccess.SIZE);
    RegionAccess.OFFSET.set(out, to, offset);
    RegionAccess.REGION.set(out, to, region);
    RegionAccess.COUNT.set(out, to, count);
    return RegionAccess.SIZE;
  }

  /**
   * Does the writes in order up to the first that is wrong.
   *
   * @return how many there were, or a negative error number
   */
  int writeMany(Request request) {
    MemorySegment m = request.memory();
    if (request.size() < WriteMulti.SIZE) {
      return -Errno.EINVAL;
    }
    int writes = (request.size() - WriteMulti.SIZE) / Write.SIZE;
    if (WriteMulti.COUNT.get(m, request.at()) != writes
        || request.size() != WriteMulti.SIZE + writes * Write.SIZE) {
      return -Errno.EINVAL;
    }
    long at = request.at() + WriteMulti.SIZE;
    for (int i = 0; i < writes; i++, at += Write.SIZE) {
      long offset = Write.OFFSET.get(m, at);
      int region = Write.REGION.get(m, at);
      int count = Write.COUNT.get(m, at);
      if (count > Long.BYTES || !inside(region, offset, count)) {
        return -Errno.EINVAL;
      }
      write(region, offset, count, m, at + Write.DATA.offset());
    }
    return writes;
  }

  private boolean inside(int region, long offset, int count) {
    return region >= 0
        && region < Region.COUNT
        && count > 0
        && count <= Message.MAX_DATA
        && offset >= 0
        && offset <= sizes[region] - count;
  }

  private void read(int region, long offset, int count, MemorySegment out, long to) {
    int widest = region == Region.CONFIG ? Integer.BYTES : Long.BYTES;
    for (int done = 0; done < count; ) {
      int n = piece(offset + done, count - done, widest);
      long value =
          region == Region.CONFIG
              ? device.readConfig((int) offset + done, n)
              : device.readBar(region, offset + done, n);
      store(out, to + done, n, value);
      done += n;
    }
  }

  private void write(int region, long offset, int count, MemorySegment m, long at) {
    int widest = region == Region.CONFIG ? Integer.BYTES : Long.BYTES;
    for (int done = 0; done < count; ) {
      int n = piece(offset + done, count - done, widest);
      long value = load(m, at + done, n);
      if (region == Region.CONFIG) {
        device.writeConfig((int) offset + done, n, value);
      } else {
        device.writeBar(region, offset + done, n, value);
      }
      done += n;
    }
  }

  /** The longest aligned access that starts at {@code offset}. */
  private static int piece(long offset, int left, int widest) {
    int aligned = (int) Long.lowestOneBit(offset | widest);
    return Math.min(aligned, Integer.highestOneBit(left));
  }

  private static long load(MemorySegment m, long at, int bytes) {
    return switch (bytes) {
      case Byte.BYTES -> Byte.toUnsignedLong(m.get(ValueLayout.JAVA_BYTE, at));
      case Short.BYTES -> Short.toUnsignedLong(m.get(SHORT, at));
      case Integer.BYTES -> Integer.toUnsignedLong(m.get(INT, at));
      default -> m.get(LONG, at);
    };
  }

  private static void store(MemorySegment m, long at, int bytes, long value) {
    switch (bytes) {
      case Byte.BYTES -> m.set(ValueLayout.JAVA_BYTE, at, (byte) value);
      case Short.BYTES -> m.set(SHORT, at, (short) value);
      case Integer.BYTES -> m.set(INT, at, (int) value);
      default -> m.set(LONG, at, value);
    }
  }
}
