package org.manakin.attach.vhostuser;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import org.manakin.memory.GuestMemory;

/**
 * A split virtqueue as the device sees it: takes what the driver made available, in order, and
 * gives it back as used, in the same order. All of it is the guest's memory: each word is read once
 * and what it says is checked by whoever uses it.
 *
 * <p>Guarded by whatever guards the queue that owns it.
 */
final class SplitRing {
  /** The answer of {@link #available} if the driver's index makes no sense. */
  static final int LYING = -1;

  /** QEMU's virtqueues are not larger. */
  static final int MOST_ENTRIES = 1024;

  static final int DESCRIPTOR = 16;

  private static final int INDEX = 2;
  private static final int ENTRIES = 4;
  private static final int USED_ENTRY = 8;
  private static final int EVENT = 2;
  private static final int MASK = 0xffff;

  /** In the available ring's flags: the driver wants no interrupts. */
  private static final int NO_INTERRUPT = 1;

  /** In the used ring's flags: the device wants no kicks. */
  private static final int NO_NOTIFY = 1;

  private static final VarHandle WORD = ValueLayout.JAVA_SHORT.varHandle();

  private final MemorySegment window;
  private final DirtyLog log;
  private int size = MOST_ENTRIES;
  private long descriptors;
  private long available;
  private long used;

  /** Where the used ring lies for the log; negative if it is not logged. */
  private long usedLog = -1;

  private boolean eventIdx;
  private int lastAvailable;
  private int usedIndex;
  private int signalled;
  private boolean everSignalled;
  private boolean notifying;

  SplitRing(MemorySegment window, DirtyLog log) {
    this.window = window;
    this.log = log;
  }

  int size() {
    return size;
  }

  /** Whether {@code entries} can be the size of a ring. */
  static boolean possible(long entries) {
    return entries > 0 && entries <= MOST_ENTRIES && Long.bitCount(entries) == 1;
  }

  void setSize(int entries) {
    size = entries;
  }

  void setEventIdx(boolean value) {
    eventIdx = value;
  }

  boolean eventIdx() {
    return eventIdx;
  }

  void setUsedLog(long guestAddress) {
    usedLog = guestAddress;
  }

  /** The next entry of the available ring that is not taken yet. */
  int position() {
    return lastAvailable;
  }

  void setPosition(int index) {
    lastAvailable = index & MASK;
  }

  /**
   * Finds the three parts of the ring, which are at QEMU's addresses.
   *
   * @return false, and nothing is changed, if they are not in the guest's memory or not aligned
   */
  boolean resolve(GuestMemory user, long descriptorsAt, long availableAt, long usedAt) {
    int event = eventIdx ? EVENT : 0;
    long d = user.locate(descriptorsAt, (long) DESCRIPTOR * size, false);
    long a = user.locate(availableAt, ENTRIES + 2L * size + event, false);
    long u = user.locate(usedAt, ENTRIES + (long) USED_ENTRY * size + event, true);
    if (d == GuestMemory.NOWHERE || a == GuestMemory.NOWHERE || u == GuestMemory.NOWHERE) {
      return false;
    }
    if ((d & (DESCRIPTOR - 1)) != 0 || (a & 1) != 0 || (u & 3) != 0) {
      return false;
    }
    descriptors = d;
    available = a;
    used = u;
    return true;
  }

  /**
   * Continues where the used ring says that the device was, be it this or one before it, without
   * kicks. The ring is resolved.
   */
  void start() {
    usedIndex = word(used + INDEX);
    signalled = usedIndex;
    everSignalled = false;
    notifying = false;
    if (!eventIdx) {
      setUsedFlags(NO_NOTIFY);
    }
  }

  /** How many entries the driver has added and nobody has taken; {@link #LYING} if it says more. */
  int available() {
    int count = word(available + INDEX) - lastAvailable & MASK;
    return count <= size ? count : LYING;
  }

  /** The head of the {@code ahead}th chain that is not taken; not checked. */
  int head(int ahead) {
    int slot = lastAvailable + ahead & size - 1;
    return Short.toUnsignedInt(window.get(ValueLayout.JAVA_SHORT, available + ENTRIES + 2L * slot));
  }

  /** Where the descriptor table starts in the window. */
  long descriptors() {
    return descriptors;
  }

  /** Takes the next chain, whose head is {@code head}, and gives it back with {@code bytes}. */
  void use(int head, int bytes) {
    long at = ENTRIES + (long) USED_ENTRY * (usedIndex & size - 1);
    window.set(ValueLayout.JAVA_INT, used + at, head);
    window.set(ValueLayout.JAVA_INT, used + at + Integer.BYTES, bytes);
    logUsed(at, USED_ENTRY);
    lastAvailable = lastAvailable + 1 & MASK;
    usedIndex = usedIndex + 1 & MASK;
  }

  /** Shows the driver all that was given back. */
  void publish() {
    WORD.setRelease(window, used + INDEX, (short) usedIndex);
    logUsed(INDEX, Short.BYTES);
  }

  /** Whether the driver wants an interrupt for what was published since this was last asked. */
  boolean wantsInterrupt() {
    VarHandle.fullFence();
    int before = signalled;
    boolean first = !everSignalled;
    signalled = usedIndex;
    everSignalled = true;
    if (!eventIdx) {
      return (word(available) & NO_INTERRUPT) == 0;
    }
    int event = usedEvent();
    return first || (usedIndex - event - 1 & MASK) < (usedIndex - before & MASK);
  }

  /** Whether anything was published that {@link #wantsInterrupt} was not asked about. */
  boolean unannounced() {
    return signalled != usedIndex;
  }

  /**
   * Whether the driver has taken all that was published, as far as can be told: it asks to be woken
   * by the next; without event indices, by any.
   */
  boolean consumed() {
    return eventIdx ? usedEvent() == usedIndex : (word(available) & NO_INTERRUPT) == 0;
  }

  /** Kicks are of no use while there is work anyway, or ever. */
  void disableNotify() {
    if (notifying) {
      notifying = false;
      if (!eventIdx) {
        setUsedFlags(NO_NOTIFY);
      }
    }
  }

  /**
   * Asks for a kick with the next entry.
   *
   * @return whether the driver has added one meanwhile, without a kick
   */
  boolean enableNotify() {
    if (!notifying) {
      notifying = true;
      if (eventIdx) {
        long at = ENTRIES + (long) USED_ENTRY * size;
        WORD.setRelease(window, used + at, (short) lastAvailable);
        logUsed(at, EVENT);
      } else {
        setUsedFlags(0);
      }
      VarHandle.fullFence();
    }
    return available() != 0;
  }

  private int usedEvent() {
    return word(available + ENTRIES + 2L * size);
  }

  private void setUsedFlags(int flags) {
    WORD.setRelease(window, used, (short) flags);
    logUsed(0, Short.BYTES);
  }

  private int word(long at) {
    return Short.toUnsignedInt((short) WORD.getAcquire(window, at));
  }

  private void logUsed(long offset, int bytes) {
    if (usedLog >= 0) {
      log.mark(usedLog + offset, bytes);
    }
  }
}
