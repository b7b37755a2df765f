package org.manakin.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;

/** Error numbers of Linux, as far as they are told apart, and their texts. */
public final class Errno {
  public static final int EPERM = 1;
  public static final int ENOENT = 2;
  public static final int EINTR = 4;
  public static final int EIO = 5;
  public static final int EAGAIN = 11;
  public static final int ENOMEM = 12;
  public static final int EACCES = 13;
  public static final int EFAULT = 14;
  public static final int EBUSY = 16;
  public static final int ENODEV = 19;
  public static final int EINVAL = 22;
  public static final int ENOSPC = 28;
  public static final int EPIPE = 32;
  public static final int EMSGSIZE = 90;
  public static final int ENOTSUP = 95;
  public static final int EAFNOSUPPORT = 97;
  public static final int EADDRINUSE = 98;
  public static final int EADDRNOTAVAIL = 99;
  public static final int ECONNRESET = 104;
  public static final int ENOBUFS = 105;
  public static final int ECONNREFUSED = 111;

  private static final int TEXT_LIMIT = 256;
  private static final MethodHandle STRERROR =
      Native.plain("strerror", ValueLayout.ADDRESS, Native.INT);

  private Errno() {}

  /** The C library's text, for instance "Permission denied". */
  public static String text(int errno) {
    try {
      MemorySegment text = (MemorySegment) STRERROR.invokeExact(errno);
      return text.reinterpret(TEXT_LIMIT).getString(0, StandardCharsets.UTF_8);
    } catch (Throwable t) {
      throw Native.unexpected(t);
    }
  }
}
