package org.manakin.vswitch.policy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The memory of an endpoint's connections, {@value #LONGS_EACH} longs each. A slot never moves, so
 * that whoever got its index and its word from {@link Connections} can ask and touch it without a
 * lock. The word is a stamp that no other connection ever has, and the state; 0 where there is no
 * connection.
 */
final class ConnectionSlots {
  static final int NONE = -1;

  static final int WORD = 0;
  static final int SEEN = 1;
  static final int SOURCE_HIGH = 2;
  static final int SOURCE_LOW = 3;
  static final int DESTINATION_HIGH = 4;
  static final int DESTINATION_LOW = 5;
  static final int PORTS = 6;

  /** In which direction the first packet went. */
  static final int DIRECTION = 7;

  /** The generation of the rules that were asked last, and which of them allowed it. */
  static final int RULES = 8;

  static final int RULE = 9;

  /** The next slot of the hash bucket, or the next free one. */
  static final int NEXT = 10;

  /** The neighbours in the queue of those that may be evicted. */
  static final int BEFORE = 11;

  static final int BEHIND = 12;

  /** A power of two, so that a connection takes two cache lines. */
  static final int LONGS_EACH = 16;

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int CHUNK_SHIFT = 10;
  private static final int CHUNK = 1 << CHUNK_SHIFT;
  private static final int STATE_BITS = 4;

  private final long[][] chunks;
  private int used;
  private int free = NONE;

  ConnectionSlots(int capacity) {
    chunks = new long[(capacity + CHUNK - 1) >>> CHUNK_SHIFT][];
  }

  /** The array that a slot lies in, from {@link #at} on. */
  long[] array(int index) {
    return chunks[index >>> CHUNK_SHIFT];
  }

  static int at(int index) {
    return (index & CHUNK - 1) * LONGS_EACH;
  }

  int get(int index, int field) {
    return (int) array(index)[at(index) + field];
  }

  void set(int index, int field, long value) {
    array(index)[at(index) + field] = value;
  }

  /** A slot that was free; takes memory now and then, which lasts. */
  int take() {
    int index = free;
    if (index == NONE) {
      index = used++;
      if (chunks[index >>> CHUNK_SHIFT] == null) {
        chunks[index >>> CHUNK_SHIFT] = new long[CHUNK * LONGS_EACH];
      }
    } else {
      free = get(index, NEXT);
    }
    return index;
  }

  void give(int index) {
    setWord(index, 0);
    set(index, NEXT, free);
    free = index;
  }

  /** Slots that were ever taken: 0 to this. */
  int used() {
    return used;
  }

  long word(int index) {
    return array(index)[at(index) + WORD];
  }

  void setWord(int index, long word) {
    LONGS.setOpaque(array(index), at(index) + WORD, word);
  }

  static long word(long stamp, ConnectionState state) {
    return stamp << STATE_BITS | state.code();
  }

  static long stamp(long word) {
    return word >>> STATE_BITS;
  }

  static ConnectionState state(long word) {
    return ConnectionState.of((int) word & (1 << STATE_BITS) - 1);
  }

  /** Whether the slot still holds the connection in the state that {@code word} says; no lock. */
  boolean isStill(int index, long word, int tick) {
    long[] slots = array(index);
    int at = at(index);
    return (long) LONGS.getOpaque(slots, at + WORD) == word
        && tick - (int) (long) LONGS.getOpaque(slots, at + SEEN) <= state(word).ticks();
  }

  /** Whether the connection spoke lately enough. */
  boolean isInTime(int index, int tick) {
    return isStill(index, word(index), tick);
  }

  /** The connection spoke; no lock. */
  void touch(int index, int tick) {
    long[] slots = array(index);
    int at = at(index) + SEEN;
    if (tick - (int) (long) LONGS.getOpaque(slots, at) > 0) {
      LONGS.setOpaque(slots, at, (long) tick);
    }
  }

  void setSeen(int index, int tick) {
    LONGS.setOpaque(array(index), at(index) + SEEN, (long) tick);
  }

  /** The state now of the connection that had this word, or null if it is over; no lock. */
  @Nullable ConnectionState stateNow(int index, long word, int tick) {
    long[] slots = chunks[index >>> CHUNK_SHIFT];
    if (slots == null) {
      return null;
    }
    long now = (long) LONGS.getOpaque(slots, at(index) + WORD);
    return stamp(now) == stamp(word) && isStill(index, now, tick) ? state(now) : null;
  }
}
