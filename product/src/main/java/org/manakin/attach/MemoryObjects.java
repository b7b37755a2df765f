package org.manakin.attach;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.Window;

/**
 * The memory objects that a client gives, each mapped once and whole into one window. An object
 * that the client itself has mapped privately is refused: the two sides would see different bytes.
 *
 * <p>One thread places and lets go; any thread reads and writes through {@link #window()}.
 */
public final class MemoryObjects {
  /** What to give QEMU so that a device outside can reach the guest's memory. */
  public static final String REMEDY =
      ": give QEMU '-object memory-backend-memfd,id=mem,size=SIZE,share=on"
          + " -machine memory-backend=mem'";

  private final Window window;
  private int process;
  private boolean warned;
  private boolean unshared;

  private MemoryObjects(Window window) {
    this.window = window;
  }

  /**
   * Reserves {@code bytes} of address space, a power of two, or what the process may have; no
   * memory is used.
   */
  public static MemoryObjects reserve(long bytes) throws IOException {
    return new MemoryObjects(Window.reserve(bytes));
  }

  /** Valid for the life of the process. */
  public MemorySegment window() {
    return window.segment();
  }

  /** A new client, of which {@code process} is the process or 0. */
  public void begin(int process) {
    this.process = process;
    warned = false;
    unshared = false;
  }

  /** Lets go of every object; whoever still refers to one meets a hole. */
  public void clear() throws SyscallException {
    window.clear();
  }

  /** Whether the client gave memory that is private to it. */
  public boolean unshared() {
    return unshared;
  }

  /**
   * Maps an object, or finds where it is mapped already; the descriptor may be closed afterwards.
   *
   * @return null if the client has it mapped privately, which {@code events} is told
   * @throws SyscallException if it cannot be mapped readable and writable, or does not fit
   */
  public Window.@Nullable Placed place(Fd object, AttachmentEvents events) throws SyscallException {
    Window.Placed known = window.find(object);
    if (known != null) {
      return known;
    }
    switch (Sharing.of(process, object.status())) {
      case PRIVATE -> {
        unshared = true;
        events.refused(
            "the guest's memory is private to QEMU (share=off), so the device would see other bytes"
                + " than the guest"
                + REMEDY);
        return null;
      }
      case UNKNOWN -> {
        if (!warned) {
          warned = true;
          events.warning(
              "cannot see in /proc whether the guest's memory is shared; make sure that QEMU's"
                  + " memory backend has share=on");
        }
      }
      case SHARED -> {}
    }
    return window.place(object);
  }
}
