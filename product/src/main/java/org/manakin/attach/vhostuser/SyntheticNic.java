package org.manakin.attach.vhostuser;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Duty;
import org.manakin.attach.Ending;
import org.manakin.linux.Epoll;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.UnixListener;
import org.manakin.linux.UnixStream;
import org.manakin.linux.Window;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Finisher;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * A virtio-net of a guest, served as vhost-user back end at one socket to one QEMU after the other.
 * QEMU connects (chardev {@code socket,path=...,reconnect-ms=...}) and comes again after either
 * side died; the guest's rings then go on where the used index says. Frames for the guest come into
 * the rings once; of what the guest sends, a burst may come twice if this process is killed.
 *
 * <p>The thread that calls {@link #work} is the NIC's thread. Frames for the guest come to {@link
 * #port()} on any thread.
 */
public final class SyntheticNic implements Duty, Closeable, Inspectable {
  /** Bursts that are sent before descriptors are looked at again. */
  private static final int MOST_BURSTS = 8;

  private final UnixListener listener;
  private final Epoll epoll;
  private final Fd alarm;
  private final SyntheticConfig config;
  private final AttachmentEvents events;
  private final GuestRegions regions;
  private final DirtyLog log;
  private final Rings rings;
  private final ToGuest port;
  private final RingMessages ringMessages;
  private final MemoryMessages memoryMessages;
  private final Session.Buffers buffers = Session.Buffers.allocate();
  private final MemorySegment drained = Arena.ofAuto().allocate(Long.BYTES, Long.BYTES);
  private final Counters<SyntheticCounter> counters = new Counters<>(SyntheticCounter.class);
  private final Counters<Ending> endings = new Counters<>(Ending.class);
  private volatile @Nullable Port connected;
  private volatile @Nullable SyntheticListener listening;
  private volatile boolean listenerIsNew;
  private boolean toldRunning;
  private @Nullable Session session;
  private boolean waitsToSend;
  private boolean cannotAccept;
  private int bursts;

  private SyntheticNic(
      UnixListener listener,
      Epoll epoll,
      Fd alarm,
      SyntheticConfig config,
      AttachmentEvents events,
      long windowBytes)
      throws IOException {
    this.listener = listener;
    this.epoll = epoll;
    this.alarm = alarm;
    this.config = config;
    this.events = events;
    this.regions = GuestRegions.reserve(windowBytes);
    this.log = DirtyLog.reserve();
    this.rings = new Rings(config, regions, log, this::ring);
    this.port = new ToGuest(rings, counters);
    this.ringMessages = new RingMessages(rings, epoll, events);
    this.memoryMessages = new MemoryMessages(regions, log, rings, events);
    epoll.add(listener.fd(), Epoll.READABLE);
    epoll.add(alarm, Epoll.READABLE);
  }

  /**
   * Listens at {@code socket} from now on.
   *
   * @throws IOException if the socket cannot be made; the message names the remedy
   */
  public static SyntheticNic open(Path socket, SyntheticConfig config, AttachmentEvents events)
      throws IOException {
    return open(socket, config, events, Window.DEFAULT_BYTES);
  }

  /**
   * The same with {@code windowBytes} of address space for the guest's memory, a power of two; no
   * memory is used.
   */
  public static SyntheticNic open(
      Path socket, SyntheticConfig config, AttachmentEvents events, long windowBytes)
      throws IOException {
    Epoll epoll = Epoll.create();
    Fd alarm = null;
    UnixListener listener = null;
    try {
      alarm = Eventfd.create("synthetic NIC");
      listener = UnixListener.open(socket);
      return new SyntheticNic(listener, epoll, alarm, config, events, windowBytes);
    } catch (IOException e) {
      epoll.close();
      if (alarm != null) {
        alarm.close();
      }
      if (listener != null) {
        listener.close();
      }
      throw e;
    }
  }

  public Path socket() {
    return listener.path();
  }

  public SyntheticConfig config() {
    return config;
  }

  /** Takes frames for the guest. Any thread; the same object for the life of the NIC. */
  public Port port() {
    return port;
  }

  /** Has the guest's frames delivered to {@code fromGuest}, by the NIC's thread, from now on. */
  public void connect(Port fromGuest) {
    connected = fromGuest.takesUnfinished() ? fromGuest : new Finisher(fromGuest);
  }

  /** The guest's frames are counted and dropped from now on. */
  public void disconnect() {
    connected = null;
  }

  /** Tells {@code listener} what the guest does, in place of the one before. Any thread. */
  public void listen(SyntheticListener listener) {
    listening = listener;
    listenerIsNew = true;
    ring();
  }

  /**
   * Whether the guest has taken everything out of its receive rings, or no ring runs. Any thread.
   *
   * <p>With event indices, as every current driver uses them, this is exact but for one case: a
   * driver that is taking frames just then is believed done where its index wraps to 0. Without
   * them it only says whether the driver waits for an interrupt.
   */
  public boolean drained() {
    return port.drained();
  }

  /** Whether a QEMU is there. On the NIC's thread. */
  public boolean attached() {
    return session != null;
  }

  public Counters<SyntheticCounter> counters() {
    return counters;
  }

  /** How often attachments ended, by the reason. */
  public Counters<Ending> endings() {
    return endings;
  }

  /** Of {@code counter}, the sum over all receive rings: frames for the guest. */
  public long received(RingCounter counter) {
    long sum = 0;
    for (int i = 0; i < rings.pairs(); i++) {
      sum += rings.rx(i).vring().counters().get(counter);
    }
    return sum;
  }

  /** Of {@code counter}, the sum over all transmit rings: frames from the guest. */
  public long transmitted(RingCounter counter) {
    long sum = 0;
    for (int i = 0; i < rings.pairs(); i++) {
      sum += rings.tx(i).vring().counters().get(counter);
    }
    return sum;
  }

  /** How many ranges of guest memory are known. On the NIC's thread. */
  public int regions() {
    return regions.count();
  }

  @Override
  public Fd readiness() {
    return epoll.fd();
  }

  @Override
  public int work() {
    int done = transmit();
    if (done == 0 || ++bursts >= MOST_BURSTS) {
      bursts = 0;
      done += attend();
    }
    tellListener();
    return done;
  }

  /** Lets QEMU go and removes the socket. On the NIC's thread, or when it is no more. */
  @Override
  public void close() {
    if (session != null) {
      session.end(Ending.SERVER_CLOSED, "");
      detach(session);
      tellListener();
    }
    listener.close();
    alarm.close();
    epoll.close();
  }

  private void ring() {
    if (!alarm.isClosed()) {
      int ignored = Eventfd.signal(alarm);
    }
  }

  private int transmit() {
    try {
      return rings.transmit(connected);
    } catch (InternalError e) {
      // How the JVM reports a SIGBUS: QEMU cut its memory file, or huge pages ran out.
      vanished(e);
      return 1;
    }
  }

  private void vanished(InternalError e) {
    Session current = session;
    if (current != null) {
      current.end(Ending.MEMORY_VANISHED, String.valueOf(e.getMessage()));
      detach(current);
    }
  }

  /** Looks at the descriptors: messages, kicks, a new client. */
  private int attend() {
    if (!ready()) {
      return 0;
    }
    int done = drain(alarm) == Long.BYTES ? 1 : 0;
    done += drainKicks();
    Session current = session;
    if (current == null) {
      done += accept();
    } else {
      done += serve(current);
    }
    tellBreaks();
    return done;
  }

  private boolean ready() {
    try {
      return epoll.await(0) > 0;
    } catch (SyscallException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int serve(Session current) {
    int done = 0;
    try {
      done = current.serve();
    } catch (InternalError e) {
      current.end(Ending.MEMORY_VANISHED, String.valueOf(e.getMessage()));
    }
    if (current.ending() != null) {
      detach(current);
      return done + 1;
    }
    if (done > 0) {
      rings.refresh();
    }
    watch(current);
    return done > 0 ? done : accept();
  }

  private long drain(Fd counter) {
    return counter.read(drained);
  }

  /** Takes the kicks: whatever came with them is found by the next burst. */
  private int drainKicks() {
    int done = 0;
    for (int i = 0; i < rings.pairs(); i++) {
      Vring ring = rings.tx(i).vring();
      Fd kick = ring.kick();
      if (kick == null) {
        continue;
      }
      long bytes = drain(kick);
      if (bytes == Long.BYTES) {
        done++;
      } else if (bytes >= 0) {
        // No event counter: it would be ready for ever.
        ringMessages.unwatch(ring);
        ring.setKick(null);
        events.warning("what QEMU gave to kick ring %d with is no eventfd".formatted(ring.index()));
      }
    }
    return done;
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
        counters.increment(SyntheticCounter.CLIENTS_REFUSED);
        events.refused(
            "a second client at " + socket() + ": the NIC is attached already; give it its own");
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
    regions.begin(process);
    session =
        new Session(
            stream,
            buffers,
            config,
            rings,
            log,
            ringMessages,
            memoryMessages,
            this::announce,
            counters);
    waitsToSend = false;
    counters.increment(SyntheticCounter.CLIENTS);
    events.attached(process);
  }

  /** The rings first: afterwards nothing of this host refers to the memory that is let go of. */
  private void detach(Session ended) {
    Ending why = ended.ending() == null ? Ending.SERVER_CLOSED : ended.ending();
    session = null;
    for (long i = 0; i < 2L * rings.pairs(); i++) {
      Vring ring = rings.ring(i);
      if (ring != null) {
        ringMessages.unwatch(ring);
        ring.reset();
      }
    }
    rings.refresh();
    try {
      epoll.remove(ended.stream().fd());
    } catch (SyscallException e) {
      events.warning(String.valueOf(e.getMessage()));
    }
    rings.exclusively(this::forgetMemory);
    ended.close();
    endings.increment(why);
    events.detached(why, ended.detail());
  }

  private void forgetMemory() {
    try {
      log.setWanted(false);
      log.clear();
      regions.clear();
    } catch (SyscallException e) {
      events.warning(String.valueOf(e.getMessage()));
    }
  }

  private void announce(Frame frame) {
    Port out = connected;
    if (out != null) {
      out.deliver(frame);
      out.flush();
    }
  }

  private void tellBreaks() {
    for (Vring ring = rings.takeBreak(); ring != null; ring = rings.takeBreak()) {
      counters.increment(SyntheticCounter.RINGS_BROKEN);
      events.warning(
          "ring %d of %s is stopped: the guest's driver wrote into it what makes no sense; it works"
                  .formatted(ring.index(), socket())
              + " again when the driver was reset");
      rings.refresh();
    }
  }

  /** On each change, and once to each listener that comes while the ring runs. */
  private void tellListener() {
    boolean isNew = listenerIsNew;
    listenerIsNew = false;
    SyntheticListener now = listening;
    boolean running = rings.rx(0).usable();
    if (now != null && (running != toldRunning || (isNew && running))) {
      now.started(running);
    }
    toldRunning = running;
  }

  /** While QEMU does not take its answer, its further messages wait in its socket. */
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

  @Override
  public void inspect(Node node) {
    node.value("socket", socket().toString());
    node.value("queue_pairs", config.queuePairs());
    node.value("mtu", config.mtu());
    node.value("connected", connected != null);
    node.child("attachment", counters);
    node.child("endings", endings);
    for (int i = 0; i < rings.pairs(); i++) {
      rings.rx(i).vring().inspect(node.item("rx"));
      rings.tx(i).vring().inspect(node.item("tx"));
    }
  }
}
