package org.manakin.attach.vhostuser;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.Ending;
import org.manakin.attach.vhostuser.Message.Announcement;
import org.manakin.attach.vhostuser.Message.Header;
import org.manakin.attach.vhostuser.Message.RingValue;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Errno;
import org.manakin.linux.UnixStream;
import org.manakin.observe.Counters;
import org.manakin.packet.Frame;

/**
 * One QEMU's connection: what it says is carried out on the NIC, and answered. QEMU says most
 * things once for each queue pair, and repeats itself.
 */
final class Session {
  /** What a message asks of the NIC beside its rings and memory. */
  interface Requests {
    /** A frame that announces the guest to the network. */
    void announce(Frame frame);
  }

  /** What the messages of one connection are read into and answered from; kept for the next. */
  record Buffers(MemorySegment incoming, MemorySegment outgoing) {
    static Buffers allocate() {
      Arena arena = Arena.ofAuto();
      return new Buffers(
          arena.allocate(Inbox.CAPACITY, Long.BYTES), arena.allocate(Outbox.CAPACITY, Long.BYTES));
    }
  }

  private static final int MOST_READS = 64;

  /** Results of {@link #dispatch} that are no size of an answer. */
  private static final int DONE = -1;

  private static final int REFUSED = -2;

  private final UnixStream stream;
  private final Inbox inbox;
  private final Outbox outbox;
  private final SyntheticConfig config;
  private final Rings rings;
  private final DirtyLog log;
  private final RingMessages ringMessages;
  private final MemoryMessages memoryMessages;
  private final Requests requests;
  private final Counters<SyntheticCounter> counters;
  private long protocolFeatures;
  private @Nullable Ending ending;
  private String detail = "";

  Session(
      UnixStream stream,
      Buffers buffers,
      SyntheticConfig config,
      Rings rings,
      DirtyLog log,
      RingMessages ringMessages,
      MemoryMessages memoryMessages,
      Requests requests,
      Counters<SyntheticCounter> counters) {
    this.stream = stream;
    this.inbox = new Inbox(stream, buffers.incoming());
    this.outbox = new Outbox(stream, buffers.outgoing());
    this.config = config;
    this.rings = rings;
    this.log = log;
    this.ringMessages = ringMessages;
    this.memoryMessages = memoryMessages;
    this.requests = requests;
    this.counters = counters;
  }

  UnixStream stream() {
    return stream;
  }

  /** Why the session is over; null while it goes on. */
  @Nullable Ending ending() {
    return ending;
  }

  /** What there is to add to {@link #ending}. */
  String detail() {
    return detail;
  }

  /** Whether nothing more is read before QEMU has taken its answer. */
  boolean waitsToSend() {
    return !outbox.isEmpty();
  }

  /** Carries out what is there to be read, up to a bound; how many reads there were. */
  int serve() {
    int done = 0;
    while (done < MOST_READS && ending == null && send() && receive()) {
      done++;
      if (inbox.broken() != null) {
        end(inbox.broken(), "QEMU does not keep to the protocol");
      } else if (inbox.whole()) {
        try {
          handle();
        } finally {
          inbox.done();
        }
      }
    }
    return done;
  }

  void close() {
    inbox.done();
    stream.close();
  }

  void end(Ending why, String with) {
    if (ending == null) {
      ending = why;
      detail = with;
    }
  }

  private boolean receive() {
    int received = inbox.receive();
    if (received == 0 || received == -Errno.ECONNRESET) {
      end(
          inbox.withinMessage() ? Ending.CLIENT_LEFT_WITHIN_MESSAGE : Ending.CLIENT_LEFT,
          "QEMU closed its socket");
    } else if (received < 0 && received != -Errno.EAGAIN && received != -Errno.EINTR) {
      end(Ending.CONNECTION_FAILED, "recvmsg: " + Errno.text(-received));
    }
    return received > 0;
  }

  /** Sends the answer; false if some of it is left, or if there is nobody to send to. */
  private boolean send() {
    int result = outbox.flush();
    if (result < 0) {
      end(Ending.CONNECTION_FAILED, "sendmsg: " + Errno.text(-result));
    }
    return result >= 0 && outbox.isEmpty();
  }

  private void handle() {
    counters.increment(SyntheticCounter.MESSAGES);
    MemorySegment m = inbox.memory();
    int request = Header.REQUEST.get(m, 0);
    int flags = Header.FLAGS.get(m, 0);
    boolean sound = (flags & Header.VERSION_MASK) == Header.VERSION && (flags & Header.REPLY) == 0;
    int result = sound ? dispatch(request) : REFUSED;
    if (result == REFUSED) {
      counters.increment(SyntheticCounter.MESSAGES_REFUSED);
    }
    if (result >= 0) {
      outbox.reply(request, result);
    } else if (wantsAcknowledgement(flags)) {
      outbox.reply(request, result == DONE ? 0L : 1L);
    } else if (result == REFUSED && request == Message.GET_VRING_BASE) {
      end(Ending.BAD_MESSAGE, "QEMU asks for a ring that there is not");
    }
    boolean ignored = send();
  }

  private boolean wantsAcknowledgement(int flags) {
    return (flags & Header.NEED_REPLY) != 0 && (protocolFeatures & Feature.Protocol.REPLY_ACK) != 0;
  }

  /** The size of the answer, built in the outbox; or {@link #DONE} or {@link #REFUSED}. */
  private int dispatch(int request) {
    return switch (request) {
      case Message.GET_FEATURES -> number(Feature.offered(config));
      case Message.SET_FEATURES -> verdict(setFeatures());
      case Message.SET_OWNER, Message.RESET_OWNER -> DONE;
      case Message.SET_MEM_TABLE -> verdict(memoryMessages.setTable(inbox));
      case Message.SET_LOG_BASE -> setLog();
      case Message.SET_VRING_NUM -> verdict(ringMessages.setSize(inbox));
      case Message.SET_VRING_ADDR -> verdict(ringMessages.setAddresses(inbox));
      case Message.SET_VRING_BASE -> verdict(ringMessages.setPosition(inbox));
      case Message.GET_VRING_BASE -> stopRing();
      case Message.SET_VRING_KICK -> verdict(ringMessages.setKick(inbox));
      case Message.SET_VRING_CALL -> verdict(ringMessages.setCall(inbox));
      case Message.SET_VRING_ERR -> verdict(ringMessages.setError(inbox));
      case Message.GET_PROTOCOL_FEATURES -> number(Feature.Protocol.OFFERED);
      case Message.SET_PROTOCOL_FEATURES -> verdict(setProtocolFeatures());
      case Message.GET_QUEUE_NUM -> number(config.queuePairs());
      case Message.SET_VRING_ENABLE -> verdict(ringMessages.setEnabled(inbox));
      case Message.SEND_RARP -> verdict(announce());
      case Message.NET_SET_MTU -> verdict(acceptsMtu());
      case Message.GET_MAX_MEM_SLOTS -> number(GuestRegions.MOST);
      case Message.ADD_MEM_REG -> verdict(memoryMessages.addRegion(inbox));
      case Message.REM_MEM_REG -> verdict(memoryMessages.removeRegion(inbox));
      default -> REFUSED;
    };
  }

  private static int verdict(boolean done) {
    return done ? DONE : REFUSED;
  }

  private int number(long value) {
    Value.NUMBER.set(outbox.memory(), 0, value);
    return Value.SIZE;
  }

  private boolean setFeatures() {
    if (inbox.size() != Value.SIZE) {
      return false;
    }
    long features = Value.NUMBER.get(inbox.memory(), 0);
    if ((features & ~Feature.offered(config)) != 0) {
      return false;
    }
    rings.exclusively(() -> log.setWanted((features & Feature.LOG_ALL) != 0));
    rings.negotiated(features);
    if ((features & Feature.PROTOCOL_FEATURES) == 0) {
      // such a front end does not know how to switch rings on
      rings.enableAll();
    }
    return true;
  }

  private boolean setProtocolFeatures() {
    if (inbox.size() != Value.SIZE) {
      return false;
    }
    long features = Value.NUMBER.get(inbox.memory(), 0);
    protocolFeatures = features & Feature.Protocol.OFFERED;
    return features == protocolFeatures;
  }

  /** With a log in a file QEMU waits for an answer without asking for one. */
  private int setLog() {
    boolean done = memoryMessages.setLog(inbox);
    if ((protocolFeatures & Feature.Protocol.LOG_SHMFD) == 0) {
      return verdict(done);
    }
    if (!done) {
      counters.increment(SyntheticCounter.MESSAGES_REFUSED);
    }
    return number(done ? 0 : 1);
  }

  private int stopRing() {
    int position = ringMessages.stop(inbox);
    if (position < 0) {
      return REFUSED;
    }
    MemorySegment out = outbox.memory();
    RingValue.INDEX.set(out, 0, RingValue.INDEX.get(inbox.memory(), 0));
    RingValue.NUM.set(out, 0, position);
    return RingValue.SIZE;
  }

  private boolean announce() {
    if (inbox.size() != Announcement.SIZE) {
      return false;
    }
    requests.announce(Rarp.of(Announcement.MAC.get(inbox.memory(), 0)));
    return true;
  }

  /** Whether the guest may be told that its MTU is this. */
  private boolean acceptsMtu() {
    if (inbox.size() != Value.SIZE) {
      return false;
    }
    long mtu = Value.NUMBER.get(inbox.memory(), 0);
    return mtu >= SyntheticConfig.LEAST_MTU && mtu <= config.mtu();
  }
}
