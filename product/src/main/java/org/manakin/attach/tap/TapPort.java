package org.manakin.attach.tap;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.Duty;
import org.manakin.linux.Fd;
import org.manakin.linux.Tap;
import org.manakin.observe.Counters;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * A TAP interface as a port: frames that are delivered here arrive on the interface, frames that
 * the machine sends on the interface are delivered to the {@linkplain #connect connected} port.
 * Super-frames and partial checksums pass both ways as they are; they are finished only for a port
 * that does not take them.
 *
 * <p>Any thread delivers; the loop's thread reads.
 */
public final class TapPort implements Port, Duty, Closeable {
  private static final int BURST = 64;

  private final Tap tap;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final ReentrantLock writing = new ReentrantLock();
  private final Counters<TapCounter> counters = new Counters<>(TapCounter.class);
  private volatile @Nullable Port connected;

  private TapPort(Tap tap) {
    this.tap = tap;
    this.outgoing = new Outgoing(tap.fd());
    this.incoming = new Incoming(tap.fd());
  }

  /**
   * Opens the interface {@code name} or creates it.
   *
   * @throws IOException which names the missing permission and how to get it
   */
  public static TapPort open(String name) throws IOException {
    return new TapPort(Tap.open(name));
  }

  /** The interface: its name, MTU and state. */
  public Tap tap() {
    return tap;
  }

  public Counters<TapCounter> counters() {
    return counters;
  }

  /** Has frames from the interface delivered to {@code port} from now on. */
  public void connect(Port port) {
    connected = port.takesUnfinished() ? port : new Finisher(port);
  }

  /** Frames from the interface are counted and dropped from now on. */
  public void disconnect() {
    connected = null;
  }

  @Override
  public boolean takesUnfinished() {
    return true;
  }

  @Override
  public void deliver(Frame frame) {
    writing.lock();
    try {
      if (outgoing.write(frame)) {
        counters.increment(TapCounter.FRAMES_OUT);
        counters.add(TapCounter.BYTES_OUT, frame.length());
      } else {
        counters.increment(TapCounter.DROPPED_OUT);
      }
    } finally {
      writing.unlock();
    }
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.io.UncheckedIOException if the interface was taken away
   */
  @Override
  public int work() {
    Port port = connected;
    int done = 0;
    for (; done < BURST; done++) {
      int found = incoming.read();
      if (found == Incoming.NONE) {
        break;
      }
      if (found == Incoming.MALFORMED) {
        counters.increment(TapCounter.MALFORMED_IN);
      } else if (port == null) {
        counters.increment(TapCounter.UNCONNECTED_IN);
      } else {
        counters.increment(TapCounter.FRAMES_IN);
        counters.add(TapCounter.BYTES_IN, incoming.frame().length());
        port.deliver(incoming.frame());
      }
    }
    if (done > 0 && port != null) {
      port.flush();
    }
    return done;
  }

  @Override
  public Fd readiness() {
    return tap.fd();
  }

  /** An interface that was created here goes with it. */
  @Override
  public void close() {
    tap.close();
  }
}
