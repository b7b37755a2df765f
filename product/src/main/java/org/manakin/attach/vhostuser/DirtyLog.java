package org.manakin.attach.vhostuser;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.Window;

/**
 * The bitmap that QEMU shares while it follows what changes in the guest's memory: a bit for each 4
 * KiB page, set here after a page was written to and taken by QEMU. Bits are set atomically, which
 * is safe only in a file that cannot shrink: the JVM survives a plain access to a page that is
 * gone, but not an atomic one. QEMU seals its file; another is refused.
 *
 * <p>Replaced while no ring is at work; marked by whoever works on a ring.
 */
final class DirtyLog {
  private static final int PAGE_SHIFT = 12;
  private static final int WORD_SHIFT = 6;
  private static final long SMALLEST_WINDOW = 1L << 32;
  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private final Window window;
  private final MemorySegment segment;
  private long base;
  private long words;
  private boolean wanted;

  private DirtyLog(Window window) {
    this.window = window;
    this.segment = window.segment();
  }

  static DirtyLog reserve() throws IOException {
    return new DirtyLog(Window.reserve(SMALLEST_WINDOW));
  }

  /** Whether the driver's features ask for it. */
  void setWanted(boolean value) {
    wanted = value;
  }

  /** Whether writes have to be marked. */
  boolean active() {
    return wanted && words > 0;
  }

  /** Whether the range of the file can be a bitmap. */
  static boolean plausible(long offset, long bytes) {
    return offset >= 0
        && bytes > 0
        && offset <= SMALLEST_WINDOW - bytes
        && ((offset | bytes) & (Long.BYTES - 1)) == 0;
  }

  /**
   * Uses {@code bytes} bytes of {@code file} from {@code offset} on instead of what was used
   * before; both are plausible.
   *
   * @throws SyscallException if the file can shrink or cannot be mapped; then there is no log
   */
  void replace(Fd file, long offset, long bytes) throws SyscallException {
    clear();
    Memfd.requireFixedSize(file);
    Window.Placed placed = window.place(file);
    base = placed.offset() + offset;
    words = Math.max(0, Math.min(bytes, placed.size() - offset)) / Long.BYTES;
  }

  void clear() throws SyscallException {
    words = 0;
    window.clear();
  }

  /** {@code bytes} bytes at guest address {@code address} were written. */
  void mark(long address, long bytes) {
    if (!active() || bytes <= 0) {
      return;
    }
    long last = (address + bytes - 1) >>> PAGE_SHIFT;
    for (long page = address >>> PAGE_SHIFT; page <= last; page++) {
      long word = page >>> WORD_SHIFT;
      if (word >= words) {
        return;
      }
      long _ = (long) WORD.getAndBitwiseOr(segment, base + word * Long.BYTES, 1L << page);
    }
  }
}
