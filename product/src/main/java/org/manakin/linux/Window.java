package org.manakin.linux;

import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one attachment: a long range of this process's addresses in which whole memory
 * objects of the other side are placed. It is reserved over an <em>empty</em> memory object, so
 * that touching a hole raises a Java {@link InternalError} (SIGBUS, which the JVM expects of mapped
 * files) and never the SIGSEGV that would end the process; for the same reason it is never given
 * back.
 *
 * <p>One owner calls {@link #place} and {@link #clear}; any thread reads and writes through {@link
 * #segment()}.
 */
public final class Window {
  /** What {@link #reserve()} asks for: address space only. */
  public static final long DEFAULT_BYTES = 1L << 40;

  private static final long SMALLEST = 1L << 32;

  /** Places are multiples of this, the largest huge page, so that any object can be mapped. */
  private static final long ALIGNMENT = 1L << 30;

  private static final int PROT_READ_WRITE = 3;
  private static final int MAP_SHARED = 0x01;
  private static final int MAP_FIXED = 0x10;
  private static final int MAP_NORESERVE = 0x4000;

  /**
   * Where an object lies.
   *
   * @param offset of its first byte in the window
   * @param size the object's size when it was asked for; bytes behind it must not be touched
   */
  public record Placed(long offset, long size) {}

  private record Key(int major, int minor, long inode) {
    static Key of(FileStatus status) {
      return new Key(status.deviceMajor(), status.deviceMinor(), status.inode());
    }
  }

  private final Fd empty;
  private final MemorySegment segment;
  private final Map<Key, Placed> places = new HashMap<>();
  private long next;

  private Window(Fd empty, MemorySegment segment) {
    this.empty = empty;
    this.segment = segment;
  }

  /** A window of {@link #DEFAULT_BYTES}, or of what the process may have of it. */
  public static Window reserve() throws SyscallException {
    return reserve(DEFAULT_BYTES);
  }

  /**
   * A window of {@code bytes}, a power of two of at least 4 GiB; halved as long as the process is
   * not allowed so much address space.
   */
  public static Window reserve(long bytes) throws SyscallException {
    if (Long.bitCount(bytes) != 1 || bytes < SMALLEST) {
      throw new IllegalArgumentException("not a power of two of at least 4 GiB: " + bytes);
    }
    Fd empty = Memfd.create("manakin-hole", 0);
    for (long size = bytes; ; size /= 2) {
      long start = map(0, size + ALIGNMENT, MAP_SHARED | MAP_NORESERVE, empty);
      if (start >= 0) {
        long aligned = (start + ALIGNMENT - 1) & -ALIGNMENT;
        return new Window(empty, MemorySegment.ofAddress(aligned).reinterpret(size));
      }
      if (start != -Errno.ENOMEM || size == SMALLEST) {
        empty.close();
        throw new SyscallException(
            "mmap",
            "%d GiB of address space for guest memory; see ulimit -v".formatted(size >> 30),
            (int) -start);
      }
    }
  }

  /** All of it; valid for the life of the process. */
  public MemorySegment segment() {
    return segment;
  }

  /** Where a memory object lies; null if it is not here in its present size. */
  public @Nullable Placed find(Fd object) throws SyscallException {
    return find(object.status());
  }

  private @Nullable Placed find(FileStatus status) {
    Placed known = places.get(Key.of(status));
    return known == null || status.size() > known.size
        ? null
        : new Placed(known.offset, status.size());
  }

  /**
   * Maps all of a memory object, or finds where it is mapped already; the descriptor may be closed
   * afterwards. An object that has grown since is mapped anew in its full size.
   *
   * @throws SyscallException if it cannot be mapped readable and writable, or does not fit
   */
  public Placed place(Fd object) throws SyscallException {
    FileStatus status = object.status();
    Placed known = find(status);
    if (known != null) {
      return known;
    }
    if (status.size() <= 0) {
      throw new SyscallException("mmap", object.name() + ", which is empty", Errno.EINVAL);
    }
    if (status.size() > segment.byteSize() - next) {
      throw new SyscallException(
          "mmap",
          "%s of %d MiB into a window of which %d GiB are free"
              .formatted(object.name(), status.size() >> 20, (segment.byteSize() - next) >> 30),
          Errno.ENOMEM);
    }
    long at = next;
    SyscallException.check(
        map(segment.address() + at, status.size(), MAP_SHARED | MAP_FIXED, object),
        "mmap",
        object.name());
    next = (at + status.size() + ALIGNMENT - 1) & -ALIGNMENT;
    Placed placed = new Placed(at, status.size());
    places.put(Key.of(status), placed);
    return placed;
  }

  /**
   * Lets go of every object. Whoever still refers to one meets a hole from now on; objects placed
   * later may be put where others were.
   */
  public void clear() throws SyscallException {
    places.clear();
    if (next > 0) {
      SyscallException.check(
          map(segment.address(), next, MAP_SHARED | MAP_NORESERVE | MAP_FIXED, empty),
          "mmap",
          "the hole over guest memory");
      next = 0;
    }
  }

  private static long map(long address, long bytes, int flags, Fd object) {
    return FileCalls.mmap(address, bytes, PROT_READ_WRITE, flags, object.number(), 0);
  }
}
