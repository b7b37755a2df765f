package org.manakin.linux;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * How C functions are bound. The call tables keep the handles in {@code static final} fields and
 * turn the C convention (-1 and errno) into the kernel's (a negative error number), so that nothing
 * is thrown or allocated where a call says "would block".
 */
final class Native {
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  static final ValueLayout POINTER = ValueLayout.ADDRESS;

  private static final Linker LINKER = Linker.nativeLinker();
  private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final long ERRNO_AT =
      STATE.byteOffset(MemoryLayout.PathElement.groupElement("errno"));
  private static final ThreadLocal<MemorySegment> CAPTURED =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(STATE));

  private Native() {}

  /** A function whose failure is told by errno; called with {@link #state()} first. */
  static MethodHandle call(String name, ValueLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters), ERRNO);
  }

  /** The same for a C function with {@code ...} after the first {@code fixed} parameters. */
  static MethodHandle variadic(
      String name, int fixed, ValueLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(
        symbol(name),
        FunctionDescriptor.of(result, parameters),
        ERRNO,
        Linker.Option.firstVariadicArg(fixed));
  }

  /** A function that cannot fail. */
  static MethodHandle plain(String name, MemoryLayout result, MemoryLayout... parameters) {
    return LINKER.downcallHandle(symbol(name), FunctionDescriptor.of(result, parameters));
  }

  /** Where the calling thread's errno is put. */
  static MemorySegment state() {
    return CAPTURED.get();
  }

  /** {@code result}, or the negative error number of the call that just returned -1. */
  static long checked(long result) {
    return result == -1 ? -CAPTURED.get().get(INT, ERRNO_AT) : result;
  }

  static int checked(int result) {
    return result == -1 ? -CAPTURED.get().get(INT, ERRNO_AT) : result;
  }

  /** A downcall throws nothing of its own; whatever comes out is a defect here or of the JVM. */
  static RuntimeException unexpected(Throwable t) {
    if (t instanceof Error e) {
      throw e;
    }
    return new IllegalStateException("a native call threw", t);
  }

  private static MemorySegment symbol(String name) {
    return LINKER
        .defaultLookup()
        .find(name)
        .orElseThrow(() ->
            new UnsupportedOperationException(
                "the C library has no function " + name + "; glibc 2.35 or newer is needed"));
  }
}
