package org.manakin.attach.vfiouser;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Duty;
import org.manakin.attach.Ending;
import org.manakin.linux.Epoll;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.UnixListener;
import org.manakin.linux.UnixStream;
import org.manakin.observe.Counters;

/**
 * Serves one PCI function at one socket, to one client after the other. When a client goes, in
 * whatever way, the device is reset, all memory and interrupts of the client are let go of, and the
 * next may come.
 *
 * <p>The thread that calls {@link #work} is the device's thread.
 */
public final class VfioUserServer implements Duty, Closeable {
  private final UnixListener listener;
  private final Epoll epoll;
  private final PciDevice device;
  private final Regions regions;
  private final MsixVectors vectors;
  private final DmaTable dma;
  private final AttachmentEvents events;
  private final Counters<ServerCounter> counters = new Counters<>(ServerCounter.class);
  private final Counters<Ending> endings = new Counters<>(Ending.class);
  private final StreamBuffers buffers = StreamBuffers.allocate();
  private @Nullable Session session;
  private boolean waitsToSend;
  private boolean cannotAccept;

  private VfioUserServer(
      UnixListener listener,
      Epoll epoll,
      PciDevice device,
      MsixVectors vectors,
      DmaTable dma,
      AttachmentEvents events) {
    this.listener = listener;
    this.epoll = epoll;
    this.device = device;
    this.regions = new Regions(device);
    this.vectors = vectors;
    this.dma = dma;
    this.events = events;
  }

  /**
   * Listens at {@code socket} from now on.
   *
   * @param vectors where the device's interrupts go; as many as the device has
   * @param dma in whose memory the device finds the guest's
   * @throws IOException if the socket cannot be made; the message names the remedy
   */
  public static VfioUserServer open(
      Path socket, PciDevice device, MsixVectors vectors, DmaTable dma, AttachmentEvents events)
      throws IOException {
    if (vectors.count() != device.msixVectors()) {
      throw new IllegalArgumentException(
          "%d vectors for a device that has %d".formatted(vectors.count(), device.msixVectors()));
    }
    Epoll epoll = Epoll.create();
    try {
      UnixListener listener = UnixListener.open(socket);
      epoll.add(listener.fd(), Epoll.READABLE);
      return new VfioUserServer(listener, epoll, device, vectors, dma, events);
    } catch (IOException e) {
      epoll.close();
      throw e;
    }
  }

  public Path socket() {
    return listener.path();
  }

  public Counters<ServerCounter> counters() {
    return counters;
  }

  /** How often attachments ended, by the reason. */
  public Counters<Ending> endings() {
    return endings;
  }

  /** Whether a client is there. On the server's thread. */
  public boolean attached() {
    return session != null;
  }

  @Override
  public Fd readiness() {
    return epoll.fd();
  }

  @Override
  public long nextDeadline() {
    return session == null ? Long.MAX_VALUE : device.nextDeadline();
  }

  @Override
  public int work() {
    Session current = session;
    if (current == null) {
      return accept();
    }
    int done = 0;
    try {
      done = current.serve();
      if (current.ending() == null) {
        done += device.work();
      }
    } catch (InternalError e) {
      // How the JVM reports a SIGBUS: the client cut its memory file, or huge pages ran out.
      current.end(Ending.MEMORY_VANISHED, String.valueOf(e.getMessage()));
    }
    if (current.ending() != null) {
      return done + detach(current);
    }
    watch(current);
    return done > 0 ? done : accept();
  }

  /** Lets the client go and removes the socket. On the server's thread, or when it is no more. */
  @Override
  public void close() {
    if (session != null) {
      session.end(Ending.SERVER_CLOSED, "");
      int ignored = detach(session);
    }
    listener.close();
    epoll.close();
  }

  private int accept() {
    try {
      UnixStream stream = listener.accept();
      cannotAccept = false;
      if (stream == null) {
        return 0;
      }
      if (session == null) {
        attach(stream);
      } else {
        stream.close();
        counters.increment(ServerCounter.CLIENTS_REFUSED);
        events.refused(
            "a second client at " + socket() + ": the device is attached already; give it its own");
      }
      return 1;
    } catch (SyscallException e) {
      // Out of descriptors, most likely; it is tried again, and told once.
      if (!cannotAccept) {
        events.warning("cannot take a client: " + e.getMessage());
      }
      cannotAccept = true;
      return 0;
    }
  }

  private void attach(UnixStream stream) throws SyscallException {
    int process = stream.peerProcess();
    epoll.add(stream.fd(), Epoll.READABLE);
    dma.begin(process);
    session = new Session(stream, buffers, device, regions, dma, vectors, events, counters);
    waitsToSend = false;
    counters.increment(ServerCounter.CLIENTS);
    events.attached(process);
  }

  /** The device first: afterwards nothing of this host refers to the memory that is let go of. */
  private int detach(Session ended) {
    Ending why = ended.ending() == null ? Ending.SERVER_CLOSED : ended.ending();
    session = null;
    device.reset();
    device.settle();
    try {
      epoll.remove(ended.stream().fd());
      dma.clear();
    } catch (SyscallException e) {
      events.warning(String.valueOf(e.getMessage()));
    }
    ended.close();
    endings.increment(why);
    events.detached(why, ended.detail());
    return 1;
  }

  /** While the client does not take its answers, its further messages wait in its socket. */
  private void watch(Session current) {
    if (current.waitsToSend() != waitsToSend) {
      waitsToSend = current.waitsToSend();
      try {
        epoll.change(current.stream().fd(), waitsToSend ? Epoll.WRITABLE : Epoll.READABLE);
      } catch (SyscallException e) {
        current.end(Ending.CONNECTION_FAILED, String.valueOf(e.getMessage()));
      }
    }
  }
}
