package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.HwcInitData;
import org.manakin.wire.gdma.HwcRxOob;
import org.manakin.wire.gdma.HwcTxOob;
import org.manakin.wire.gdma.SmcWindow;

/**
 * A driver's side of the hardware channel, written by hand from the wire layouts: asks for the
 * channel through the SMC window, learns its numbers from the init events, posts requests and reads
 * responses out of the rings.
 */
public final class RawHwc {
  /** Bytes of each message buffer. */
  public static final int MESSAGE = 4096;

  private static final byte UNTOUCHED = (byte) 0xa5;

  private final AdapterBed bed;
  private final PhaseReader eq;
  private final PhaseReader cq;
  private final WqWriter rq;
  private final WqWriter sq;
  private final long request;
  private final long response;
  private final int[] init = new int[12];

  private RawHwc(AdapterBed bed) {
    this.bed = bed;
    long[] eqPage = {bed.allocate(AdapterBed.PAGE)};
    long[] cqPage = {bed.allocate(AdapterBed.PAGE)};
    long[] rqPage = {bed.allocate(AdapterBed.PAGE)};
    long[] sqPage = {bed.allocate(AdapterBed.PAGE)};
    eq = PhaseReader.ofEq(bed, eqPage, AdapterBed.PAGE);
    cq = PhaseReader.ofCq(bed, cqPage, AdapterBed.PAGE);
    rq = new WqWriter(bed, rqPage, AdapterBed.PAGE, Doorbell.RQ_OFFSET);
    sq = new WqWriter(bed, sqPage, AdapterBed.PAGE, Doorbell.SQ_OFFSET);
    request = bed.allocate(MESSAGE);
    response = bed.allocate(MESSAGE);
    int answer = requestChannel(bed.adapter, eqPage[0], cqPage[0], rqPage[0], sqPage[0], 0);
    assertThat(answer).as("answer to ESTABLISH").isEqualTo(established());
  }

  /** The header with which the window answers a granted ESTABLISH. */
  static int established() {
    return SmcWindow.MSG_TYPE.place(SmcWindow.ESTABLISH_HWC) | SmcWindow.DIRECTION.place(1);
  }

  /** Brings a channel up and posts its one response buffer. */
  static RawHwc establish(AdapterBed bed) {
    RawHwc hwc = new RawHwc(bed);
    hwc.learn();
    hwc.postResponseBuffer();
    return hwc;
  }

  /** Brings a channel up; what follows the init events is the test's. */
  public static RawHwc establishOnly(AdapterBed bed) {
    return new RawHwc(bed);
  }

  /** Writes ESTABLISH into the window, and returns the header that stands there then. */
  public static int requestChannel(
      Adapter adapter, long eq, long cq, long rq, long sq, int vector) {
    MemorySegment window = MemorySegment.ofArray(new int[SmcWindow.SIZE / 4]);
    SmcWindow.EQ.set(window, 0, eq >>> 12);
    SmcWindow.CQ.set(window, 0, cq >>> 12);
    SmcWindow.RQ.set(window, 0, rq >>> 12);
    SmcWindow.SQ.set(window, 0, sq >>> 12);
    SmcWindow.MSIX_INDEX.set(window, 0, vector);
    SmcWindow.HEADER.set(window, 0, SmcWindow.MSG_TYPE.place(SmcWindow.ESTABLISH_HWC));
    for (int i = 0; i < SmcWindow.SIZE; i += 4) {
      int word = window.get(ValueLayout.JAVA_INT, i);
      adapter.writeBar(0, BarLayout.SMC_OFFSET + i, 4, Integer.toUnsignedLong(word));
    }
    return (int) adapter.readBar(0, BarLayout.SMC_OFFSET + SmcWindow.HEADER.offset(), 4);
  }

  /** Takes the init events and names the queues by them. */
  private void learn() {
    MemorySegment first = eq.take();
    assertThat(Eqe.TYPE.of(Eqe.EQE_INFO.get(first, 0))).isEqualTo(EqeType.HWC_INIT_EQ_ID_DB);
    int details = Eqe.DETAILS0.get(first, 0);
    int page = Eqe.INIT_DB_ID.of(details);
    eq.named(Eqe.INIT_EQ_ID.of(details), page);
    for (MemorySegment event : eq.takeAll()) {
      if (Eqe.TYPE.of(Eqe.EQE_INFO.get(event, 0)) == EqeType.HWC_INIT_DATA) {
        int data = Eqe.DETAILS0.get(event, 0);
        init[Eqe.DATA_TYPE.of(data)] = Eqe.DATA_VALUE.of(data);
      }
    }
    cq.named(init(HwcInitData.CQID), page);
    rq.named(init(HwcInitData.RQID), page);
    sq.named(init(HwcInitData.SQID), page);
    eq.arm();
  }

  /** The value that an init event of {@link HwcInitData} type {@code type} gave. */
  public int init(int type) {
    return init[type];
  }

  public PhaseReader eq() {
    return eq;
  }

  public PhaseReader cq() {
    return cq;
  }

  public WqWriter rq() {
    return rq;
  }

  public WqWriter sq() {
    return sq;
  }

  public int key() {
    return init(HwcInitData.GPA_MKEY);
  }

  /** Bus address of the response buffer. */
  public long responseBuffer() {
    return response;
  }

  public void postResponseBuffer() {
    postResponseBuffer(new Piece(response, MESSAGE, key()));
  }

  public void postResponseBuffer(Piece... pieces) {
    rq.put(WqWriter.wqe(MemorySegment.ofArray(new byte[8]), 0, pieces)).ring();
  }

  /** Puts the first {@code bytes} bytes of a request into guest memory and posts it. */
  public void post(Ask ask, int bytes) {
    post(ask.segment(), bytes);
  }

  /** Puts {@code bytes} bytes of a message into guest memory and posts it. */
  public void post(MemorySegment message, int bytes) {
    MemorySegment.copy(message, 0, bed.window(), AdapterBed.place(request), bytes);
    post(new Piece(request, bytes, key()));
  }

  /** Posts a request that lies in {@code pieces}. */
  public void post(Piece... pieces) {
    sq.put(WqWriter.wqe(oob(), 0, pieces)).ring();
  }

  /** The OOB that names the channel's own queues. */
  public MemorySegment oob() {
    MemorySegment oob = MemorySegment.ofArray(new byte[HwcTxOob.SIZE]);
    HwcTxOob.VSCQ.set(oob, 0, HwcTxOob.VSCQ_ID.place(cq.id()));
    HwcTxOob.VSQ.set(oob, 0, HwcTxOob.VSQ_ID.place(sq.id()));
    return oob;
  }

  /** Sends a request and returns its answer, which has passed the rules for every answer. */
  public Reply send(Ask ask) {
    prepareResponseBuffer();
    post(ask, ask.bytes());
    Reply reply = receive();
    reply.assertAnswers(ask);
    postResponseBuffer();
    cq.arm();
    takeEvents();
    return reply;
  }

  private void takeEvents() {
    if (!eq.takeAll().isEmpty()) {
      eq.arm();
    }
  }

  /** Fills the response buffer so that one sees what was written. */
  public void prepareResponseBuffer() {
    bed.window().asSlice(AdapterBed.place(response), MESSAGE).fill(UNTOUCHED);
  }

  /** Takes both completions of a request and reads the response. */
  public Reply receive() {
    List<MemorySegment> completions = cq.takeAll();
    assertThat(completions).as("completions of one request").hasSize(2);
    int sent = Cqe.CQE_INFO.get(completions.get(0), 0);
    assertThat(Cqe.IS_SQ.in(sent)).isTrue();
    assertThat(Cqe.WQ_NUM.of(sent)).isEqualTo(sq.id());
    int received = Cqe.CQE_INFO.get(completions.get(1), 0);
    assertThat(Cqe.IS_SQ.in(received)).isFalse();
    assertThat(Cqe.WQ_NUM.of(received)).isEqualTo(rq.id());
    int bytes = HwcRxOob.TX_OOB_DATA_SIZE.get(completions.get(1), 0);
    byte[] all = bed.get(response, MESSAGE);
    for (int i = bytes; i < MESSAGE; i++) {
      assertThat(all[i]).as("byte %d behind the response", i).isEqualTo(UNTOUCHED);
    }
    return new Reply(MemorySegment.ofArray(all), bytes);
  }

  /** Ends the channel through the window; returns the header that stands there then. */
  public static int destroy(AdapterBed bed) {
    int header = BarLayout.SMC_OFFSET + SmcWindow.HEADER.offset();
    bed.write32(header, SmcWindow.MSG_TYPE.place(SmcWindow.DESTROY_HWC));
    return bed.read32(header);
  }
}
