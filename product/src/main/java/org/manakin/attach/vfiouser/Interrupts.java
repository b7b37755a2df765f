package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.Irq;
import org.manakin.attach.vfiouser.Message.IrqInfo;
import org.manakin.attach.vfiouser.Message.SetIrqs;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;

/**
 * What the client is told of interrupts and how it connects them: MSI-X, and the error notice.
 *
 * <p>The error notice would stop the virtual machine. It is offered, because QEMU complains at each
 * start of a device without it, and is never given: the state of this device is not worth a
 * machine.
 */
final class Interrupts {
  private final MsixVectors vectors;
  private @Nullable Fd error;

  Interrupts(MsixVectors vectors) {
    this.vectors = vectors;
  }

  int info(Request request, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != IrqInfo.SIZE
        || IrqInfo.ARGSZ.unsigned(m, at) < IrqInfo.SIZE - Header.SIZE) {
      return -Errno.EINVAL;
    }
    int index = IrqInfo.INDEX.get(m, at);
    if (index < 0 || index >= Irq.COUNT) {
      return -Errno.EINVAL;
    }
    int count = count(index);
    IrqInfo.ARGSZ.set(out, to, IrqInfo.SIZE - Header.SIZE);
    // Resizable: else the client would connect all vectors anew for each one that is added.
    IrqInfo.FLAGS.set(out, to, count == 0 ? 0 : IrqInfo.EVENTFD);
    IrqInfo.INDEX.set(out, to, index);
    IrqInfo.COUNT.set(out, to, count);
    return IrqInfo.SIZE;
  }

  int set(Request request) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() != SetIrqs.SIZE
        || SetIrqs.ARGSZ.unsigned(m, at) < SetIrqs.SIZE - Header.SIZE) {
      return -Errno.EINVAL;
    }
    int index = SetIrqs.INDEX.get(m, at);
    int start = SetIrqs.START.get(m, at);
    int count = SetIrqs.COUNT.get(m, at);
    if (index < 0 || index >= Irq.COUNT || start < 0 || count < 0) {
      return -Errno.EINVAL;
    }
    int most = count(index);
    if (start > most || count > most - start) {
      return -Errno.EINVAL;
    }
    return switch (SetIrqs.FLAGS.get(m, at)) {
      case SetIrqs.DATA_NONE_TRIGGER -> withoutData(index, start, count);
      case SetIrqs.DATA_EVENTFD_TRIGGER -> connect(index, start, count, request.descriptors());
      default -> -Errno.EINVAL;
    };
  }

  void clear() {
    vectors.clear();
    connectError(null);
  }

  private int count(int index) {
    return switch (index) {
      case Irq.MSIX -> vectors.count();
      case Irq.ERR -> 1;
      default -> 0;
    };
  }

  /** A count of zero switches the kind off; any other asks for the interrupts themselves. */
  private int withoutData(int index, int start, int count) {
    if (count == 0 && index == Irq.MSIX) {
      vectors.clear();
    } else if (count == 0 && index == Irq.ERR) {
      connectError(null);
    } else if (index == Irq.MSIX) {
      for (int i = 0; i < count; i++) {
        vectors.raise(start + i);
      }
    } else if (count != 0) {
      return -Errno.EINVAL;
    }
    return Header.SIZE;
  }

  /** All of the range get a descriptor, or none does: nobody listens to those any more. */
  private int connect(int index, int start, int count, Descriptors passed) {
    if (!passed.isEmpty() && passed.count() != count) {
      return -Errno.EINVAL;
    }
    try {
      for (int i = 0; i < count; i++) {
        connect(index, start + i, passed.isEmpty() ? null : eventfd(passed, i, start + i));
      }
    } catch (SyscallException e) {
      return -Errno.EINVAL;
    }
    return Header.SIZE;
  }

  private void connect(int index, int vector, @Nullable Fd eventfd) {
    if (index == Irq.MSIX) {
      vectors.set(vector, eventfd);
    } else {
      connectError(eventfd);
    }
  }

  private static Fd eventfd(Descriptors passed, int index, int vector) throws SyscallException {
    Fd fd = passed.take(index, "interrupt " + vector);
    try {
      fd.setNonBlocking();
    } catch (SyscallException e) {
      fd.close();
      throw e;
    }
    return fd;
  }

  private void connectError(@Nullable Fd eventfd) {
    if (error != null) {
      error.close();
    }
    error = eventfd;
  }
}
