package org.manakin.adapter.hwc;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.CompletionQueue;
import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.gdma.Ring;
import org.manakin.adapter.gdma.WorkQueue;
import org.manakin.adapter.gdma.WqeView;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.EventRing;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.HwcInitData;
import org.manakin.wire.gdma.HwcRxOob;
import org.manakin.wire.gdma.HwcTxOob;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.Wqe;

/**
 * The hardware channel: takes one request at a time from its SQ, has it carried out, and writes the
 * response into the next buffer of its RQ. A response waits for a buffer; while it waits no further
 * request is taken, so a driver cannot make responses pile up.
 *
 * <p>The service thread only; {@link #postEvent} may be called by any thread.
 */
public final class HardwareChannel {
  /** The one depth, and message size, that every published driver uses. */
  private static final int DEPTH = 1;

  private static final int MESSAGE_BYTES = 4096;

  /** The channel's own protection domain, key and doorbell page. */
  public static final Client CLIENT = new Client(1, 0x101, 0);

  private final GdmaFunction function;
  private final GuestMemory memory;
  private final EventRing events;
  private final Map<Integer, Command> commands = new HashMap<>();
  private final EventQueue eq;
  private final CompletionQueue cq;
  private final WorkQueue rq;
  private final WorkQueue sq;
  private final WqeView wqe = new WqeView();
  private final MemorySegment message = Arena.ofAuto().allocate(MESSAGE_BYTES, 8);
  private final MemorySegment completion = Arena.ofAuto().allocate(Cqe.SIZE, 8);
  private final Request request = new Request(message);
  private final Response response = new Response(Arena.ofAuto().allocate(MESSAGE_BYTES, 8));
  private boolean responseWaits;
  private long requests;

  private HardwareChannel(
      GdmaFunction function,
      List<Command> commands,
      EventRing events,
      EventQueue eq,
      long cq,
      long rq,
      long sq) {
    this.function = function;
    this.memory = function.memory();
    this.events = events;
    this.eq = eq;
    this.cq = made(function.createCq(Ring.ofPage(memory, cq), CLIENT, eq));
    this.rq = made(function.createRq(Ring.ofPage(memory, rq), CLIENT, queue -> run()));
    this.sq = made(function.createSq(Ring.ofPage(memory, sq), CLIENT, queue -> run()));
    for (Command command : commands) {
      this.commands.put(command.code(), command);
    }
  }

  /**
   * Builds the channel from the addresses of its four pages and tells the driver, event by event,
   * how to use it.
   */
  public static HardwareChannel establish(
      GdmaFunction function, List<Command> commands, EventRing events, Pages pages, int vector) {
    EventQueue eq =
        made(function.createEq(Ring.ofPage(function.memory(), pages.eq), CLIENT, vector));
    HardwareChannel channel =
        new HardwareChannel(function, commands, events, eq, pages.cq, pages.rq, pages.sq);
    channel.introduce();
    return channel;
  }

  /** Bus addresses of the channel's queues, a 4 KiB page each. */
  public record Pages(long eq, long cq, long rq, long sq) {}

  private static <T> T made(@Nullable T queue) {
    if (queue == null) {
      throw new IllegalStateException("a fresh function has room for the hardware channel");
    }
    return queue;
  }

  /** The init events; the EQ's own number must be first and "done" last. */
  private void introduce() {
    eq.post(
        EqeType.HWC_INIT_EQ_ID_DB,
        Eqe.INIT_EQ_ID.place(eq.id()) | Eqe.INIT_DB_ID.place(CLIENT.doorbellPage()));
    init(HwcInitData.CQID, cq.id());
    init(HwcInitData.RQID, rq.id());
    init(HwcInitData.SQID, sq.id());
    init(HwcInitData.QUEUE_DEPTH, DEPTH);
    init(HwcInitData.MAX_REQUEST, MESSAGE_BYTES);
    init(HwcInitData.MAX_RESPONSE, MESSAGE_BYTES);
    init(HwcInitData.MAX_NUM_CQS, function.cqIdBound());
    init(HwcInitData.PDID, CLIENT.pdId());
    init(HwcInitData.GPA_MKEY, CLIENT.gpaKey());
    eq.post(EqeType.HWC_INIT_DONE, 0);
  }

  private void init(int type, int value) {
    eq.post(EqeType.HWC_INIT_DATA, Eqe.DATA_TYPE.place(type) | Eqe.DATA_VALUE.place(value));
  }

  /** Posts an asynchronous event to the driver. Any thread. */
  public void postEvent(int type, int detail) {
    eq.post(type, detail);
  }

  /** Requests taken so far. */
  public long requests() {
    return requests;
  }

  private void run() {
    while (true) {
      if (responseWaits && !respond()) {
        return;
      }
      if (!sq.peek(wqe)) {
        return;
      }
      requests++;
      boolean understood = fetch();
      sq.consume(wqe.bytes());
      if (understood) {
        execute();
        responseWaits = true;
      } else {
        function.incidents().record(Incident.HWC_REQUEST_MALFORMED, sq.id());
      }
    }
  }

  /** Copies the request that the WQE describes; false if it is not a message. */
  private boolean fetch() {
    boolean ours =
        wqe.oobBytes() == HwcTxOob.SIZE
            && HwcTxOob.VSCQ_ID.of(HwcTxOob.VSCQ.get(wqe.image(), Wqe.SIZE)) == cq.id()
            && HwcTxOob.VSQ_ID.of(HwcTxOob.VSQ.get(wqe.image(), Wqe.SIZE)) == sq.id();
    if (!ours) {
      return false;
    }
    message.fill((byte) 0);
    int length = 0;
    for (int i = 0; i < wqe.sges(); i++) {
      long bytes = wqe.length(i);
      long place = memory.locate(wqe.address(i), bytes, false);
      if (wqe.key(i) != CLIENT.gpaKey()
          || place == GuestMemory.NOWHERE
          || bytes > MESSAGE_BYTES - length) {
        return false;
      }
      MemorySegment.copy(memory.window(), place, message, length, bytes);
      length += (int) bytes;
    }
    request.setLength(length);
    return length >= RequestHeader.SIZE;
  }

  private void execute() {
    Command command = commands.get(request.code());
    if (command == null) {
      function.incidents().record(Incident.COMMAND_UNKNOWN, request.code());
      response.refuse(request, Status.CMD_UNSUPPORTED);
      return;
    }
    try {
      if (request.length() < command.requestSize()) {
        throw new Refusal(
            Status.INFO_LENGTH_MISMATCH,
            request.length() + " bytes, at least " + command.requestSize() + " are needed");
      }
      response.answer(request, command.responseVersion());
      command.execute(request, response);
      events.add("%s v%d".formatted(name(command), request.version()));
    } catch (Refusal refused) {
      function.incidents().record(Incident.COMMAND_REFUSED, request.code());
      events.add(
          "%s v%d refused: %s".formatted(name(command), request.version(), refused.getMessage()));
      response.refuse(request, refused.status());
    }
  }

  private static String name(Command command) {
    return command.getClass().getSimpleName();
  }

  /** Writes the waiting response; false if there is still no buffer for it. */
  private boolean respond() {
    if (!rq.peek(wqe)) {
      return false;
    }
    responseWaits = false;
    int at = rq.bytePosition();
    int written = scatter();
    rq.consume(wqe.bytes());
    completion.fill((byte) 0);
    cq.post(completion, sq.id(), true);
    HwcRxOob.WQE_OFFSET.set(completion, 0, at);
    HwcRxOob.TX_OOB_DATA_SIZE.set(completion, 0, written);
    cq.post(completion, rq.id(), false);
    cq.announce();
    return true;
  }

  private int scatter() {
    int done = 0;
    for (int i = 0; i < wqe.sges() && done < response.length(); i++) {
      long bytes = Math.min(wqe.length(i), response.length() - done);
      long place = memory.locate(wqe.address(i), bytes, true);
      if (wqe.key(i) != CLIENT.gpaKey() || place == GuestMemory.NOWHERE) {
        function.incidents().record(Incident.HWC_RESPONSE_UNREACHABLE, rq.id());
        break;
      }
      MemorySegment.copy(response.segment(), done, memory.window(), place, bytes);
      done += (int) bytes;
    }
    return done;
  }
}
