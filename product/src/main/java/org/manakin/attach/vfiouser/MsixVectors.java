package org.manakin.attach.vfiouser;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.gdma.InterruptSink;
import org.manakin.linux.Errno;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;

/**
 * The client's end of each MSI-X vector: an eventfd, replaced whenever the guest masks or unmasks.
 * Masking and pending bits are the client's; here a vector is signalled or it is not there.
 *
 * <p>Any thread signals, the server's thread replaces. A vector's lock keeps a descriptor open
 * while it is written to: the kernel would give its number to the next file.
 */
public final class MsixVectors implements InterruptSink {
  private static final class Vector {
    private @Nullable Fd eventfd;
  }

  private final Vector[] vectors;
  private final AtomicLongArray raised;
  private final AtomicLongArray blocked;

  public MsixVectors(int count) {
    vectors = new Vector[count];
    for (int i = 0; i < count; i++) {
      vectors[i] = new Vector();
    }
    raised = new AtomicLongArray(count);
    blocked = new AtomicLongArray(count);
  }

  public int count() {
    return vectors.length;
  }

  @Override
  public void raise(int vector) {
    if (vector < 0 || vector >= vectors.length) {
      return;
    }
    Vector v = vectors[vector];
    synchronized (v) {
      if (v.eventfd != null) {
        if (Eventfd.signal(v.eventfd) == -Errno.EAGAIN) {
          blocked.incrementAndGet(vector);
        } else {
          raised.incrementAndGet(vector);
        }
      }
    }
  }

  /** How often {@code vector} was signalled while somebody listened. */
  public long raised(int vector) {
    return raised.get(vector);
  }

  /** How often it could not be, because the listener's counter was full: it lost nothing new. */
  public long blocked(int vector) {
    return blocked.get(vector);
  }

  /** Whether somebody listens. */
  public boolean connected(int vector) {
    synchronized (vectors[vector]) {
      return vectors[vector].eventfd != null;
    }
  }

  /** Owns {@code eventfd} from now on; null: nobody listens to the vector any more. */
  void set(int vector, @Nullable Fd eventfd) {
    Vector v = vectors[vector];
    synchronized (v) {
      Fd old = v.eventfd;
      v.eventfd = eventfd;
      if (old != null) {
        old.close();
      }
    }
  }

  void clear() {
    for (int i = 0; i < vectors.length; i++) {
      set(i, null);
    }
  }
}
