package org.manakin.attach.vfiouser;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;
import org.manakin.attach.vfiouser.Message.DeviceInfo;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.Irq;
import org.manakin.attach.vfiouser.Message.Region;
import org.manakin.linux.Errno;
import org.manakin.linux.UnixStream;
import org.manakin.observe.Counters;

/**
 * One client's connection, from its VERSION to its end: what it says is carried out on the device,
 * and answered.
 */
final class Session {
  private final UnixStream stream;
  private final Inbox inbox;
  private final Outbox outbox;
  private final PciDevice device;
  private final Regions regions;
  private final DmaTable dma;
  private final Interrupts interrupts;
  private final AttachmentEvents events;
  private final Counters<ServerCounter> counters;
  private boolean negotiated;
  private @Nullable Ending ending;
  private String detail = "";

  Session(
      UnixStream stream,
      StreamBuffers buffers,
      PciDevice device,
      Regions regions,
      DmaTable dma,
      MsixVectors vectors,
      AttachmentEvents events,
      Counters<ServerCounter> counters) {
    this.stream = stream;
    this.inbox = new Inbox(stream, buffers.incoming());
    this.outbox = new Outbox(stream, buffers.outgoing());
    this.device = device;
    this.regions = regions;
    this.dma = dma;
    this.interrupts = new Interrupts(vectors);
    this.events = events;
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

  /** Whether nothing more is read before the client has taken its answers. */
  boolean waitsToSend() {
    return !outbox.isEmpty();
  }

  /** Takes one read's worth of messages; how many there were. */
  int serve() {
    if (!send()) {
      return 0;
    }
    int done = handleAll();
    if (outbox.isEmpty() && ending == null && receive()) {
      // part of a message is work too: what follows it, if only the client's end, is to be seen
      // next
      done += 1 + handleAll();
    }
    return done;
  }

  void close() {
    interrupts.clear();
    inbox.close();
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
          "the client closed its socket");
    } else if (received < 0 && received != -Errno.EAGAIN && received != -Errno.EINTR) {
      end(Ending.CONNECTION_FAILED, "recvmsg: " + Errno.text(-received));
    }
    return received > 0;
  }

  /** Sends the answers; false if some are left, or if there is nobody to send to. */
  private boolean send() {
    int result = outbox.flush();
    if (result < 0) {
      // What the client still wrote before it left is of no use to it.
      end(Ending.CONNECTION_FAILED, "sendmsg: " + Errno.text(-result));
    }
    return result >= 0 && outbox.isEmpty();
  }

  private int handleAll() {
    int done = 0;
    while (ending == null && (outbox.hasRoom() || send())) {
      Request request = inbox.next();
      if (request == null) {
        break;
      }
      try {
        handle(request);
      } finally {
        inbox.done(request);
      }
      done++;
    }
    counters.add(ServerCounter.MESSAGES, done);
    boolean ignored = send();
    if (inbox.broken() != null && ending == null) {
      end(inbox.broken(), "the client does not keep to the protocol");
    }
    return done;
  }

  private void handle(Request request) {
    if (!request.isCommand()) {
      refuse(request, Errno.EINVAL);
      return;
    }
    int result = dispatch(request, outbox.memory(), outbox.place());
    if (result < 0) {
      refuse(request, -result);
    } else if (request.wantsReply()) {
      outbox.reply(request, result);
    }
  }

  private void refuse(Request request, int errno) {
    if (request.wantsReply() && !request.isReply()) {
      counters.increment(ServerCounter.COMMANDS_REFUSED);
      outbox.refuse(request, errno);
    } else {
      counters.increment(ServerCounter.MESSAGES_IGNORED);
    }
  }

  /** The size of the reply, built in {@code out}, or a negative error number. */
  private int dispatch(Request request, MemorySegment out, long to) {
    int command = request.command();
    if (negotiated == (command == Message.VERSION)) {
      return -Errno.EINVAL;
    }
    return switch (command) {
      case Message.REGION_WRITE -> write(request, out, to);
      case Message.REGION_WRITE_MULTI -> writeMany(request);
      case Message.REGION_READ -> regions.read(request, out, to);
      case Message.VERSION -> version(request, out, to);
      case Message.DMA_MAP -> dma.map(request, events);
      case Message.DMA_UNMAP -> dma.unmap(request, device, out, to);
      case Message.DEVICE_GET_INFO -> info(request, out, to);
      case Message.DEVICE_GET_REGION_INFO -> regions.info(request, out, to);
      case Message.DEVICE_GET_IRQ_INFO -> interrupts.info(request, out, to);
      case Message.DEVICE_SET_IRQS -> interrupts.set(request);
      case Message.DEVICE_RESET -> reset(request);
      default -> -Errno.ENOTSUP;
    };
  }

  private int write(Request request, MemorySegment out, long to) {
    int result = regions.write(request, out, to);
    if (result > 0 && !request.wantsReply()) {
      counters.increment(ServerCounter.POSTED_WRITES);
    }
    return result;
  }

  private int writeMany(Request request) {
    int result = regions.writeMany(request);
    if (result < 0) {
      return result;
    }
    counters.add(ServerCounter.POSTED_WRITES, result);
    return Header.SIZE;
  }

  private int version(Request request, MemorySegment out, long to) {
    int result = Negotiation.answer(request, out, to);
    negotiated = result > 0;
    return result;
  }

  private int info(Request request, MemorySegment out, long to) {
    if (request.size() != DeviceInfo.SIZE
        || DeviceInfo.ARGSZ.unsigned(request.memory(), request.at())
            < DeviceInfo.SIZE - Header.SIZE) {
      return -Errno.EINVAL;
    }
    // The client has announced its memory by now, and gives up if this is refused.
    if (!dma.usable(events)) {
      return -Errno.EINVAL;
    }
    DeviceInfo.ARGSZ.set(out, to, DeviceInfo.SIZE - Header.SIZE);
    DeviceInfo.FLAGS.set(out, to, DeviceInfo.RESET | DeviceInfo.PCI);
    DeviceInfo.REGIONS.set(out, to, Region.COUNT);
    DeviceInfo.IRQS.set(out, to, Irq.COUNT);
    return DeviceInfo.SIZE;
  }

  private int reset(Request request) {
    if (request.size() != Header.SIZE) {
      return -Errno.EINVAL;
    }
    device.reset();
    counters.increment(ServerCounter.RESETS);
    return Header.SIZE;
  }
}
