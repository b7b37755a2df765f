package org.manakin.linux;

import java.io.IOException;

/** A native call that failed: which, on what, and why. */
public final class SyscallException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * @param call the function's name
   * @param object what it was to act on, in words that the user knows
   * @param errno positive error number
   */
  public SyscallException(String call, String object, int errno) {
    super("%s(%s): %s".formatted(call, object, Errno.text(errno)));
    this.errno = errno;
  }

  /** Positive; see {@link Errno}. */
  public int errno() {
    return errno;
  }

  /** {@code result} if it is not negative. */
  static int check(int result, String call, String object) throws SyscallException {
    if (result < 0) {
      throw new SyscallException(call, object, -result);
    }
    return result;
  }

  static long check(long result, String call, String object) throws SyscallException {
    if (result < 0) {
      throw new SyscallException(call, object, (int) -result);
    }
    return result;
  }
}
