package org.manakin.attach.vhostuser;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Duty;
import org.manakin.linux.Epoll;
import org.manakin.linux.Fd;
import org.manakin.linux.UnixListener;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * A virtio-net of a guest, served as vhost-user back end at one socket to one QEMU after the other.
 * QEMU connects (chardev {@code socket,path=...,reconnect-ms=...}) and comes again after either
 * side died.
 *
 * <p>The thread that calls {@link #work} is the NIC's thread. Frames for the guest come to {@link
 * #port()} on any thread.
 */
public final class SyntheticNic implements Duty, Closeable, Inspectable {
  private final UnixListener listener;
  private final Epoll epoll;
  private final Port port = new ToGuest();
  private final Counters<SyntheticCounter> counters = new Counters<>(SyntheticCounter.class);
  private volatile @Nullable Port connected;
  private volatile @Nullable SyntheticListener told;

  private final class ToGuest implements Port {
    @Override
    public void deliver(Frame frame) {
      counters.addConcurrently(SyntheticCounter.RX_NOT_RUNNING, 1);
    }

    @Override
    public boolean takesUnfinished() {
      return true;
    }
  }

  private SyntheticNic(UnixListener listener, Epoll epoll) {
    this.listener = listener;
    this.epoll = epoll;
  }

  /**
   * Listens at {@code socket} from now on.
   *
   * @throws IOException if the socket cannot be made; the message names the remedy
   */
  public static SyntheticNic open(Path socket, SyntheticConfig config, AttachmentEvents events)
      throws IOException {
    Epoll epoll = Epoll.create();
    try {
      UnixListener listener = UnixListener.open(socket);
      epoll.add(listener.fd(), Epoll.READABLE);
      return new SyntheticNic(listener, epoll);
    } catch (IOException e) {
      epoll.close();
      throw e;
    }
  }

  public Path socket() {
    return listener.path();
  }

  /** Takes frames for the guest. Any thread; the same object for the life of the NIC. */
  public Port port() {
    return port;
  }

  /** Has the guest's frames delivered to {@code fromGuest}, by the NIC's thread, from now on. */
  public void connect(Port fromGuest) {
    connected = fromGuest;
  }

  /** The guest's frames are counted and dropped from now on. */
  public void disconnect() {
    connected = null;
  }

  /** Tells {@code listener} what the guest does; in place of the one before. */
  public void listen(SyntheticListener listener) {
    told = listener;
  }

  /**
   * Whether the guest has taken everything out of its receive rings. Any thread. True also if no
   * ring runs.
   */
  public boolean drained() {
    return true;
  }

  public Counters<SyntheticCounter> counters() {
    return counters;
  }

  @Override
  public int work() {
    return 0;
  }

  @Override
  public Fd readiness() {
    return epoll.fd();
  }

  /** Lets QEMU go and removes the socket. On the NIC's thread, or when it is no more. */
  @Override
  public void close() {
    listener.close();
    epoll.close();
  }

  @Override
  public void inspect(Node node) {
    node.value("socket", socket().toString());
    node.child("counters", counters);
    node.value("connected", connected != null);
    node.value("listened_to", told != null);
  }
}
