package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.observe.Clock;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.HwcRxOob;
import org.manakin.wire.gdma.HwcTxOob;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;

/**
 * The driver's side of the hardware channel: one request at a time and its response, over four
 * queues of one page each. One thread.
 */
public final class Hwc {
  /** Bytes of the largest request and of the largest response. */
  public static final int MAX_MESSAGE = 4096;

  static final int VECTOR = 0;

  private static final int REQUEST_PAGE = 4;
  private static final int RESPONSE_PAGE = 5;
  private static final int SQ_WQE = WorkQueue.roundToUnit(Wqe.SIZE + HwcTxOob.SIZE + Sge.SIZE);
  // RQ WQEs carry 8 bytes of inline OOB that nobody writes.
  private static final int RQ_SGL = Wqe.SIZE + 8;
  private static final int RQ_WQE = RQ_SGL + Sge.SIZE;

  /** The channel's four queues. */
  record Queues(Eq eq, Cq cq, WorkQueue sq, WorkQueue rq) {}

  private final DeviceBacking device;
  private final Clock clock;
  private final Smc smc;
  private final DmaBuffer memory;
  private final Eq eq;
  private final Cq cq;
  private final WorkQueue sq;
  private final WorkQueue rq;
  private final HwcParameters parameters;
  private final EventQueues events;
  private final CommandTimeout timeout;
  private final DoorbellPage doorbells;
  private final MemorySegment request;
  private final MemorySegment response;
  private boolean broken;
  private long requests;

  // The outcome of the request under way.
  private boolean sent;
  private byte @Nullable [] answer;

  Hwc(
      DeviceBacking device,
      Clock clock,
      Smc smc,
      DmaBuffer memory,
      Queues queues,
      HwcParameters parameters,
      EventQueues events,
      CommandTimeout timeout,
      DoorbellPage doorbells) {
    this.device = device;
    this.clock = clock;
    this.smc = smc;
    this.memory = memory;
    this.eq = queues.eq;
    this.cq = queues.cq;
    this.sq = queues.sq;
    this.rq = queues.rq;
    this.parameters = parameters;
    this.events = events;
    this.timeout = timeout;
    this.doorbells = doorbells;
    this.request = memory.segment().asSlice((long) REQUEST_PAGE * ManaDevice.PAGE, MAX_MESSAGE);
    this.response = memory.segment().asSlice((long) RESPONSE_PAGE * ManaDevice.PAGE, MAX_MESSAGE);
    postResponseBuffer();
  }

  /** What the device announced of the channel. */
  public HwcParameters parameters() {
    return parameters;
  }

  /** How long a command may take now. */
  public int timeoutMillis() {
    return timeout.millis();
  }

  /** Requests sent so far. */
  public long requests() {
    return requests;
  }

  /** Whether a request was not answered; every further request fails at once. */
  public boolean broken() {
    return broken;
  }

  /**
   * Sends {@code message} as it is, header included, and waits for the response.
   *
   * @return all bytes of the response, in memory of the caller
   * @throws IllegalArgumentException if the message is longer than {@link #MAX_MESSAGE}
   * @throws DeviceTimeoutException if no response comes; the channel is unusable from then on,
   *     since a late response could not be told from the next one
   * @throws DriverException if the response does not keep to the protocol of the channel
   */
  public MemorySegment request(MemorySegment message) {
    if (broken) {
      throw new DriverException(
          "the HWC is unusable since a request was not answered: close the device, open it again");
    }
    if (message.byteSize() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "a request of %d bytes is longer than %d".formatted(message.byteSize(), MAX_MESSAGE));
    }
    MemorySegment.copy(message, 0, request, 0, message.byteSize());
    postRequest((int) message.byteSize());
    try {
      return MemorySegment.ofArray(awaitAnswer());
    } catch (DriverException e) {
      broken = true;
      throw e;
    }
  }

  private void postRequest(int bytes) {
    sent = false;
    answer = null;
    requests++;
    MemorySegment ring = sq.memory();
    long at = sq.at(0);
    Wqe.VBYTES.set(ring, at, 0);
    Wqe.FLAGS.set(
        ring, at, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(HwcTxOob.SIZE / Integer.BYTES));
    long oob = at + Wqe.SIZE;
    ring.asSlice(oob, HwcTxOob.SIZE).fill((byte) 0);
    HwcTxOob.VSCQ.set(ring, oob, HwcTxOob.VSCQ_ID.place(parameters.cqId()));
    HwcTxOob.VSQ.set(ring, oob, HwcTxOob.VSQ_ID.place(parameters.sqId()));
    writeSge(sq, Wqe.SIZE + HwcTxOob.SIZE, REQUEST_PAGE, bytes);
    sq.push(SQ_WQE);
    doorbells.sq(parameters.sqId(), sq.head());
  }

  private void postResponseBuffer() {
    MemorySegment ring = rq.memory();
    long at = rq.at(0);
    Wqe.VBYTES.set(ring, at, 0);
    Wqe.FLAGS.set(ring, at, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_8));
    writeSge(rq, RQ_SGL, RESPONSE_PAGE, MAX_MESSAGE);
    rq.push(RQ_WQE);
    doorbells.rq(parameters.rqId(), rq.head());
  }

  private void writeSge(WorkQueue wq, int into, int page, int bytes) {
    long address = memory.address() + (long) page * ManaDevice.PAGE;
    wq.writeSge(into, address, parameters.gpaMkey(), bytes);
  }

  private byte[] awaitAnswer() {
    var deadline = new Deadline(clock, timeout.millis());
    while (true) {
      pump();
      long at = cq.poll();
      if (at >= 0) {
        complete(at);
        cq.advance();
        byte[] bytes = answer;
        if (sent && bytes != null) {
          cq.arm();
          return bytes;
        }
      } else {
        deadline.await(sent ? "the response on the HWC" : "the completion of a request on the HWC");
      }
    }
  }

  /** Lets the device work and takes its events, whether or not an interrupt came. */
  void pump() {
    events.service(VECTOR);
    eq.process(events);
  }

  private void complete(long at) {
    int info = Cqe.CQE_INFO.get(cq.memory(), at);
    int id = Cqe.WQ_NUM.of(info);
    boolean isSq = Cqe.IS_SQ.in(info);
    if (isSq && id == parameters.sqId() && !sent) {
      sq.release(SQ_WQE);
      sent = true;
    } else if (!isSq && id == parameters.rqId() && answer == null) {
      takeResponse(at);
    } else {
      throw new DriverException(
          "the HWC completed %s %d, for which nothing was posted"
              .formatted(isSq ? "SQ" : "RQ", id));
    }
  }

  private void takeResponse(long at) {
    int bytes = HwcRxOob.TX_OOB_DATA_SIZE.get(cq.memory(), at);
    int offset = HwcRxOob.WQE_OFFSET.get(cq.memory(), at);
    if (bytes < 0 || bytes > MAX_MESSAGE) {
      throw new DriverException(
          "a response of %d bytes does not fit into its buffer of %d"
              .formatted(bytes, MAX_MESSAGE));
    }
    if (((offset ^ rq.tail()) & (rq.size() - 1)) != 0) {
      throw new DriverException(
          "a response names the RQ WQE at 0x%x, not the one at 0x%x".formatted(offset, rq.tail()));
    }
    answer = response.asSlice(0, bytes).toArray(ValueLayout.JAVA_BYTE);
    rq.release(RQ_WQE);
    postResponseBuffer();
  }

  DeviceBacking device() {
    return device;
  }

  Clock clock() {
    return clock;
  }

  EventQueues events() {
    return events;
  }

  Eq eq() {
    return eq;
  }

  void setTimeoutMillis(int millis) {
    timeout.set(millis);
  }

  /**
   * Ends the channel; its memory is freed only when the device confirms that it is done with it.
   */
  void destroy() {
    smc.destroy();
    device.free(memory);
  }

  /** Frees the channel's memory without a word to the device, which is gone or was reset. */
  void abandon() {
    broken = true;
    device.free(memory);
  }
}
