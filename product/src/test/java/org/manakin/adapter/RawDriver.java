package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.adapter.gdma.Incident;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.ConfigVportTxResponse;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryVportConfigRequest;
import org.manakin.wire.mana.QueryVportConfigResponse;
import org.manakin.wire.mana.TxOob;

/**
 * As much of a driver as tests need: registers the Ethernet device, makes regions and queues, and
 * gives the requests that tests vary.
 */
public final class RawDriver {
  public static final int MANA = DeviceType.MANA;
  public static final int INSTANCE = 1;

  private final AdapterBed bed;
  private final int pd;
  private final int key;
  private final int page;

  public RawDriver(AdapterBed bed) {
    this.bed = bed;
    Reply reply = bed.channel().send(register()).ok();
    pd = reply.get(RegisterDeviceResponse.PDID);
    key = reply.get(RegisterDeviceResponse.GPA_MKEY);
    page = reply.get(RegisterDeviceResponse.DB_ID);
  }

  public int pd() {
    return pd;
  }

  public int key() {
    return key;
  }

  /** The doorbell page. */
  public int page() {
    return page;
  }

  public static Ask register() {
    return Ask.of(GdmaCommand.REGISTER_DEVICE, RequestHeader.SIZE)
        .device(MANA, INSTANCE)
        .expect(1, RegisterDeviceResponse.SIZE);
  }

  /** A command of the Ethernet device. */
  public static Ask mana(int code, int bytes) {
    return Ask.of(code, bytes).device(MANA, INSTANCE);
  }

  /** Asserts that a request is refused with {@code status} and nothing changed. */
  public static void assertRefused(AdapterBed bed, Ask ask, int status) {
    RawHwc hwc = bed.channel();
    var before = bed.objects();
    long refusals = bed.incidents(Incident.COMMAND_REFUSED);
    Reply reply = hwc.send(ask);
    assertThat(reply.status()).as("status 0x%x", reply.status()).isEqualTo(status);
    assertThat(bed.objects()).as("what exists").isEqualTo(before);
    assertThat(bed.incidents(Incident.COMMAND_REFUSED)).isEqualTo(refusals + 1);
  }

  /** CREATE_DMA_REGION over whole 4 KiB pages. */
  public static Ask region(long... pages) {
    int fixed = CreateDmaRegionRequest.SIZE;
    return Ask.of(GdmaCommand.CREATE_DMA_REGION, fixed + pages.length * Long.BYTES)
        .expect(1, CreateDmaRegionResponse.SIZE)
        .set(CreateDmaRegionRequest.LENGTH, (long) pages.length * AdapterBed.PAGE)
        .set(CreateDmaRegionRequest.PAGE_COUNT, pages.length)
        .set(CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN, pages.length)
        .list(fixed, pages);
  }

  /** Makes a region; returns its handle. */
  public static long makeRegion(AdapterBed bed, long... pages) {
    long handle =
        bed.channel().send(region(pages)).ok().get(CreateDmaRegionResponse.DMA_REGION_HANDLE);
    assertThat(handle).isNotZero();
    return handle;
  }

  /** Fresh pages for a ring of {@code bytes} bytes, in a row. */
  public long[] pages(int bytes) {
    long[] pages = new long[(bytes + AdapterBed.PAGE - 1) / AdapterBed.PAGE];
    Arrays.setAll(pages, i -> bed.allocate(AdapterBed.PAGE));
    return pages;
  }

  /** CREATE_QUEUE of an EQ over a region. */
  public Ask createEq(long region, int bytes, int vector) {
    return Ask.of(GdmaCommand.CREATE_QUEUE, CreateQueueRequest.SIZE)
        .device(MANA, INSTANCE)
        .expect(1, CreateQueueResponse.SIZE)
        .set(CreateQueueRequest.TYPE, QueueType.EQ)
        .set(CreateQueueRequest.PDID, pd)
        .set(CreateQueueRequest.DOORBELL_ID, page)
        .set(CreateQueueRequest.GDMA_REGION, region)
        .set(CreateQueueRequest.QUEUE_SIZE, bytes)
        .set(CreateQueueRequest.LOG2_THROTTLE_LIMIT, 3)
        .set(CreateQueueRequest.EQ_PCI_MSIX_INDEX, vector);
  }

  public PhaseReader makeEq(int bytes, int vector) {
    return makeEq(pages(bytes), bytes, vector);
  }

  public PhaseReader makeEq(long[] pages, int bytes, int vector) {
    Reply reply = bed.channel().send(createEq(makeRegion(bed, pages), bytes, vector)).ok();
    return PhaseReader.ofEq(bed, pages, bytes)
        .named(reply.get(CreateQueueResponse.QUEUE_INDEX), page);
  }

  /** An SQ or RQ with its CQ. */
  public record WqObject(long handle, WqWriter wq, PhaseReader cq) {}

  /** The handle of a vPort. */
  public long vport(int index) {
    Ask ask =
        mana(ManaCommand.QUERY_VPORT_CONFIG, QueryVportConfigRequest.SIZE)
            .expect(1, QueryVportConfigResponse.SIZE)
            .set(QueryVportConfigRequest.VPORT_INDEX, index);
    return bed.channel().send(ask).ok().get(QueryVportConfigResponse.VPORT);
  }

  /** CREATE_WQ_OBJ in version 1 for vPort 0. */
  public Ask createWqObj(int type, long wqRegion, int wqBytes, long cqRegion, int cqBytes, int eq) {
    return mana(ManaCommand.CREATE_WQ_OBJ, CreateWqObjRequest.SIZE_V1)
        .expect(1, CreateWqObjResponse.SIZE_V1)
        .set(CreateWqObjRequest.VPORT, vport(0))
        .set(CreateWqObjRequest.WQ_TYPE, type)
        .set(CreateWqObjRequest.WQ_GDMA_REGION, wqRegion)
        .set(CreateWqObjRequest.CQ_GDMA_REGION, cqRegion)
        .set(CreateWqObjRequest.WQ_SIZE, wqBytes)
        .set(CreateWqObjRequest.CQ_SIZE, cqBytes)
        .set(CreateWqObjRequest.CQ_PARENT_QID, eq);
  }

  public WqObject makeSq(PhaseReader eq, int wqBytes, int cqBytes) {
    return make(QueueType.SQ, eq, pages(wqBytes), wqBytes, pages(cqBytes), cqBytes);
  }

  public WqObject makeRq(PhaseReader eq, int wqBytes, int cqBytes) {
    return make(QueueType.RQ, eq, pages(wqBytes), wqBytes, pages(cqBytes), cqBytes);
  }

  public WqObject make(
      int type, PhaseReader eq, long[] wqPages, int wqBytes, long[] cqPages, int cqBytes) {
    long wqRegion = makeRegion(bed, wqPages);
    long cqRegion = makeRegion(bed, cqPages);
    Reply reply =
        bed.channel().send(createWqObj(type, wqRegion, wqBytes, cqRegion, cqBytes, eq.id())).ok();
    int offset = type == QueueType.SQ ? Doorbell.SQ_OFFSET : Doorbell.RQ_OFFSET;
    return new WqObject(
        reply.get(CreateWqObjResponse.WQ_OBJ),
        new WqWriter(bed, wqPages, wqBytes, offset)
            .named(reply.get(CreateWqObjResponse.WQ_ID), page),
        PhaseReader.ofCq(bed, cqPages, cqBytes).named(reply.get(CreateWqObjResponse.CQ_ID), page));
  }

  /** CONFIG_VPORT_TX for vPort 0. */
  public Ask configTx() {
    return mana(ManaCommand.CONFIG_VPORT_TX, ConfigVportTxRequest.SIZE)
        .expect(1, ConfigVportTxResponse.SIZE)
        .set(ConfigVportTxRequest.VPORT, vport(0))
        .set(ConfigVportTxRequest.PDID, pd)
        .set(ConfigVportTxRequest.DOORBELL_PAGEID, page);
  }

  /** CONFIG_VPORT_RX in version 2 for vPort 0, which changes nothing. */
  public Ask configRx() {
    return mana(ManaCommand.CONFIG_VPORT_RX, ConfigVportRxRequest.SIZE)
        .version(2)
        .set(ConfigVportRxRequest.VPORT, vport(0))
        .set(ConfigVportRxRequest.INDIR_TAB_OFFSET, ConfigVportRxRequest.SIZE)
        .set(ConfigVportRxRequest.RX_ENABLE, ConfigVportRxRequest.UNCHANGED)
        .set(ConfigVportRxRequest.RSS_ENABLE, ConfigVportRxRequest.UNCHANGED);
  }

  /** Receiving on, everything to one queue. */
  public Ask receiveInto(WqObject rq) {
    return configRx()
        .set(ConfigVportRxRequest.RX_ENABLE, ConfigVportRxRequest.ON)
        .set(ConfigVportRxRequest.RSS_ENABLE, ConfigVportRxRequest.OFF)
        .set(ConfigVportRxRequest.UPDATE_DEFAULT_RXOBJ, 1)
        .set(ConfigVportRxRequest.DEFAULT_RXOBJ, rq.handle);
  }

  /** A short OOB that asks for nothing, for the SQ's own CQ. */
  public static MemorySegment shortOob(WqObject sq) {
    return shortOob(sq, 0);
  }

  /**
   * @param flags bits of the first dword
   */
  public static MemorySegment shortOob(WqObject sq, int flags) {
    MemorySegment oob = MemorySegment.ofArray(new byte[TxOob.SIZE_SHORT]);
    TxOob.SHORT0.set(oob, 0, flags | TxOob.VCQ_NUM.place(sq.cq.id()));
    return oob;
  }

  /** Puts bytes into fresh guest memory. */
  public Piece piece(byte[] bytes) {
    long at = bed.allocate(Math.max(1, bytes.length));
    bed.put(at, bytes);
    return new Piece(at, bytes.length, key);
  }

  /** Posts one frame, and rings. */
  public void send(WqObject sq, byte[] frame) {
    sq.wq.put(WqWriter.wqe(shortOob(sq), 0, piece(frame))).ring();
  }

  /** Posts a receive buffer of {@code bytes} bytes; returns its bus address. */
  public long postBuffer(WqObject rq, int bytes) {
    long at = bed.allocate(bytes);
    rq.wq
        .put(WqWriter.wqe(MemorySegment.ofArray(new byte[8]), 0, new Piece(at, bytes, key)))
        .ring();
    return at;
  }

  /** Lets a frame arrive at vPort 0, as the last of its burst. */
  public void arrive(byte[] frame) {
    bed.adapter.port(0).deliver(Packets.frame(frame));
    bed.adapter.port(0).flush();
    bed.work();
  }
}
