package org.manakin.linux;

/**
 * The descriptors that came with one message. Each belongs to this object until it is {@linkplain
 * #take taken}. One thread at a time.
 */
public final class Descriptors {
  /** The most that {@link UnixStream} takes with one message. */
  public static final int MOST = 16;

  private static final int TAKEN = -1;

  private final int[] numbers = new int[MOST];
  private int count;

  public int count() {
    return count;
  }

  public boolean isEmpty() {
    return count == 0;
  }

  /** Hands over the descriptor at {@code index}; {@code name} says what it is. */
  public Fd take(int index, String name) {
    Fd fd = new Fd(numbers[index], name);
    numbers[index] = TAKEN;
    return fd;
  }

  /** Closes what nobody took and becomes empty. */
  public void closeAll() {
    for (int i = 0; i < count; i++) {
      if (numbers[i] != TAKEN) {
        int ignored = FileCalls.close(numbers[i]);
      }
    }
    count = 0;
  }

  /** Takes over an open descriptor; one too many is closed and refused with false. */
  boolean add(int number) {
    if (count == MOST) {
      int ignored = FileCalls.close(number);
      return false;
    }
    numbers[count++] = number;
    return true;
  }
}
