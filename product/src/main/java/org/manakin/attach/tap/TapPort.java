package org.manakin.attach.tap;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.Duty;
import org.manakin.linux.Epoll;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.Tap;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
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
public final class TapPort implements Port, Duty, Closeable, Inspectable {
  private static final int BURST = 64;

  /** Looked at again this soon if nothing else makes the loop look. */
  private static final long PAUSE_NANOS = 1_000_000;

  private final Tap tap;
  private final Epoll epoll;
  private final Outgoing outgoing;
  private final Incoming incoming;
  private final ReentrantLock writing = new ReentrantLock();
  private final Counters<TapCounter> counters = new Counters<>(TapCounter.class);
  private volatile @Nullable Port connected;
  private boolean paused;

  private TapPort(Tap tap, Epoll epoll) {
    this.epoll = epoll;
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
    Tap tap = Tap.open(name);
    Epoll epoll = Epoll.create();
    epoll.add(tap.fd(), Epoll.READABLE);
    return new TapPort(tap, epoll);
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
   * <p>While the connected port has no room, frames stay in the interface's queue, where the
   * machine's own network stack sees that it is full.
   *
   * @throws UncheckedIOException if the interface was taken away
   */
  @Override
  public int work() {
    Port port = connected;
    int done = 0;
    for (; done < BURST && !pause(port != null && !port.hasRoom()); done++) {
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

  /** Stops or resumes being called for frames; the answer is {@code wanted}. */
  private boolean pause(boolean wanted) {
    if (wanted != paused) {
      paused = wanted;
      try {
        epoll.change(tap.fd(), wanted ? 0 : Epoll.READABLE);
      } catch (SyscallException e) {
        throw new UncheckedIOException(e);
      }
    }
    return wanted;
  }

  @Override
  public Fd readiness() {
    return epoll.fd();
  }

  @Override
  public long nextDeadline() {
    return paused ? System.nanoTime() + PAUSE_NANOS : Long.MAX_VALUE;
  }

  @Override
  public void inspect(Node node) {
    node.value("interface", tap.name()).value("connected", connected != null);
    counters.inspect(node);
  }

  /** An interface that was created here goes with it. */
  @Override
  public void close() {
    epoll.close();
    tap.close();
  }
}
