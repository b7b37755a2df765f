package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.HwcInitData;
import org.manakin.wire.gdma.HwcTxOob;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.SmcWindow;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.ManaCommand;

/**
 * A guest that knows the way to a running vPort but believes nothing it is told and checks nothing
 * it does: where the device refuses, it goes on with the zeros that it has. So a fuzzer can use it
 * in any state of the device.
 */
final class Guest {
  static final int PAGE = GuestSpace.PAGE;
  static final long VPORT = 0x100;

  /** Where things are in {@link GuestSpace#LOW}, in pages. */
  private static final int HWC_EQ = 0;

  private static final int HWC_CQ = 1;
  private static final int HWC_RQ = 2;
  private static final int HWC_SQ = 3;
  private static final int REQUEST = 4;
  private static final int RESPONSE = 5;
  private static final int FIRST_RING = 6;
  private static final int INIT_EVENTS = 11;
  private static final int FIRST_MANA_COMMAND = 0x10000;

  /** An SQ or RQ of the guest, and what it wrote to it. */
  static final class Queue {
    final int type;
    final int id;
    final int cq;
    final long handle;
    final int page;
    final int bytes;
    int tail;

    Queue(int type, int id, int cq, long handle, int page, int bytes) {
      this.type = type;
      this.id = id;
      this.cq = cq;
      this.handle = handle;
      this.page = page;
      this.bytes = bytes;
    }
  }

  private final Adapter adapter;
  private final GuestSpace space;
  final List<Queue> queues = new ArrayList<>();
  private Queue hwcSq = new Queue(QueueType.SQ, 0, 0, 0, HWC_SQ, PAGE);
  private Queue hwcRq = new Queue(QueueType.RQ, 0, 0, 0, HWC_RQ, PAGE);
  private int hwcKey;
  private int instance;
  int pd;
  int key;
  int doorbellPage;
  int eq;
  long lastRegion;
  private int nextRing = FIRST_RING;

  Guest(Adapter adapter, GuestSpace space) {
    this.adapter = adapter;
    this.space = space;
  }

  static long bus(int page) {
    return GuestSpace.LOW.bus() + (long) page * PAGE;
  }

  /** Asks for a hardware channel and reads the init events. */
  void establish(int vector) {
    space.write(GuestSpace.LOW, 0, new byte[4 * PAGE]);
    MemorySegment window = MemorySegment.ofArray(new byte[SmcWindow.SIZE]);
    SmcWindow.EQ.set(window, 0, bus(HWC_EQ) / PAGE);
    SmcWindow.CQ.set(window, 0, bus(HWC_CQ) / PAGE);
    SmcWindow.RQ.set(window, 0, bus(HWC_RQ) / PAGE);
    SmcWindow.SQ.set(window, 0, bus(HWC_SQ) / PAGE);
    SmcWindow.MSIX_INDEX.set(window, 0, vector);
    SmcWindow.HEADER.set(
        window,
        0,
        SmcWindow.MSG_TYPE.place(SmcWindow.ESTABLISH_HWC) | SmcWindow.OWNER_IS_PF.place(1));
    for (int i = 0; i < SmcWindow.SIZE; i += Integer.BYTES) {
      int word = window.get(ValueLayout.JAVA_INT_UNALIGNED, i);
      adapter.writeBar(
          BarLayout.REGISTER_BAR, BarLayout.SMC_OFFSET + i, Integer.BYTES, word & 0xffff_ffffL);
    }
    readInitEvents();
  }

  private void readInitEvents() {
    MemorySegment events = space.view(GuestSpace.LOW, HWC_EQ * PAGE, PAGE);
    int[] values = new int[256];
    for (int i = 0; i < INIT_EVENTS; i++) {
      int detail = Eqe.DETAILS0.get(events, (long) i * Eqe.SIZE);
      values[Eqe.DATA_TYPE.of(detail)] = Eqe.DATA_VALUE.of(detail);
    }
    int cq = values[HwcInitData.CQID];
    hwcSq = new Queue(QueueType.SQ, values[HwcInitData.SQID], cq, 0, HWC_SQ, PAGE);
    hwcRq = new Queue(QueueType.RQ, values[HwcInitData.RQID], cq, 0, HWC_RQ, PAGE);
    hwcKey = values[HwcInitData.GPA_MKEY];
  }

  /** A request of {@code bytes} bytes, its header filled in. */
  MemorySegment request(int code, int version, int bytes) {
    MemorySegment m = MemorySegment.ofArray(new byte[bytes]);
    RequestHeader.MSG_TYPE.set(m, 0, code);
    RequestHeader.MSG_VERSION.set(m, 0, version);
    RequestHeader.MSG_SIZE.set(m, 0, bytes);
    RequestHeader.RESP_MSG_TYPE.set(m, 0, code);
    RequestHeader.RESP_MSG_VERSION.set(m, 0, version);
    RequestHeader.RESP_MSG_SIZE.set(m, 0, PAGE);
    if (code >= FIRST_MANA_COMMAND) {
      nameDevice(m);
    }
    return m;
  }

  /** Sends a request over the hardware channel; the response's place, whatever is there. */
  MemorySegment call(MemorySegment request) {
    space.write(GuestSpace.LOW, REQUEST * PAGE, request.toArray(ValueLayout.JAVA_BYTE));
    postHwcBuffer(bus(RESPONSE), PAGE);
    postHwcRequest(bus(REQUEST), (int) request.byteSize());
    return space.view(GuestSpace.LOW, RESPONSE * PAGE, PAGE);
  }

  void postHwcBuffer(long address, int bytes) {
    MemorySegment wqe = MemorySegment.ofArray(new byte[Wqe.BASIC_UNIT]);
    Wqe.FLAGS.set(wqe, 0, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_8));
    sge(wqe, 16, address, hwcKey, bytes);
    push(hwcRq, wqe);
    ring(hwcRq, 0);
  }

  void postHwcRequest(long address, int bytes) {
    MemorySegment wqe = MemorySegment.ofArray(new byte[2 * Wqe.BASIC_UNIT]);
    Wqe.FLAGS.set(wqe, 0, Wqe.NUM_SGE.place(1) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_24));
    HwcTxOob.VSCQ.set(wqe, Wqe.SIZE, HwcTxOob.VSCQ_ID.place(hwcSq.cq));
    HwcTxOob.VSQ.set(wqe, Wqe.SIZE, HwcTxOob.VSQ_ID.place(hwcSq.id));
    sge(wqe, 32, address, hwcKey, bytes);
    push(hwcSq, wqe);
    ring(hwcSq, 0);
  }

  static void sge(MemorySegment wqe, long at, long address, int key, int bytes) {
    Sge.ADDRESS.set(wqe, at, address);
    Sge.MEM_KEY.set(wqe, at, key);
    Sge.BUFFER_SIZE.set(wqe, at, bytes);
  }

  /** Registers the Ethernet device and gives vPort 0 its transmitter and an EQ. */
  void register() {
    instance = findInstance(call(request(GdmaCommand.LIST_DEVICES, 1, RequestHeader.SIZE)));
    MemorySegment register = request(GdmaCommand.REGISTER_DEVICE, 1, RequestHeader.SIZE);
    nameDevice(register);
    MemorySegment answer = call(register);
    pd = RegisterDeviceResponse.PDID.get(answer, 0);
    key = RegisterDeviceResponse.GPA_MKEY.get(answer, 0);
    doorbellPage = RegisterDeviceResponse.DB_ID.get(answer, 0);
    MemorySegment create = request(GdmaCommand.CREATE_QUEUE, 1, CreateQueueRequest.SIZE);
    nameDevice(create);
    CreateQueueRequest.TYPE.set(create, 0, QueueType.EQ);
    CreateQueueRequest.PDID.set(create, 0, pd);
    CreateQueueRequest.DOORBELL_ID.set(create, 0, doorbellPage);
    CreateQueueRequest.GDMA_REGION.set(create, 0, region(takeRing(1), 1));
    CreateQueueRequest.QUEUE_SIZE.set(create, 0, PAGE);
    CreateQueueRequest.EQ_PCI_MSIX_INDEX.set(create, 0, 1);
    eq = CreateQueueResponse.QUEUE_INDEX.get(call(create), 0);
    MemorySegment tx = request(ManaCommand.CONFIG_VPORT_TX, 1, ConfigVportTxRequest.SIZE);
    ConfigVportTxRequest.VPORT.set(tx, 0, VPORT);
    ConfigVportTxRequest.PDID.set(tx, 0, pd);
    ConfigVportTxRequest.DOORBELL_PAGEID.set(tx, 0, doorbellPage);
    MemorySegment ignored = call(tx);
  }

  private static int findInstance(MemorySegment list) {
    int found = 0;
    for (long i = 0; i < ListDevicesResponse.MAX_DEVS; i++) {
      long at = i * ListDevicesResponse.DEV_STRIDE;
      if (ListDevicesResponse.DEV_TYPE.get(list, at) == DeviceType.MANA) {
        found = ListDevicesResponse.DEV_INSTANCE.get(list, at);
      }
    }
    return found;
  }

  /** The request is about the Ethernet device. */
  void nameDevice(MemorySegment request) {
    RequestHeader.DEV_TYPE.set(request, 0, DeviceType.MANA);
    RequestHeader.DEV_INSTANCE.set(request, 0, instance);
  }

  /** A DMA region of {@code pages} pages from {@code page} on. */
  long region(int page, int pages) {
    int bytes = CreateDmaRegionRequest.SIZE + pages * Long.BYTES;
    MemorySegment m = request(GdmaCommand.CREATE_DMA_REGION, 1, bytes);
    CreateDmaRegionRequest.LENGTH.set(m, 0, (long) pages * PAGE);
    CreateDmaRegionRequest.PAGE_COUNT.set(m, 0, pages);
    CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN.set(m, 0, pages);
    for (int i = 0; i < pages; i++) {
      CreateDmaRegionRequest.PAGE_ADDR_LIST.set(m, (long) i * Long.BYTES, bus(page + i));
    }
    lastRegion = CreateDmaRegionResponse.DMA_REGION_HANDLE.get(call(m), 0);
    return lastRegion;
  }

  private int takeRing(int pages) {
    if (nextRing + pages > GuestSpace.LOW.pages()) {
      nextRing = FIRST_RING;
    }
    int page = nextRing;
    nextRing += pages;
    return page;
  }

  /** An SQ or RQ with its CQ; rings of any size. */
  Queue createQueue(int type, int wqBytes, int cqBytes) {
    int wqPages = Math.max(1, (wqBytes + PAGE - 1) / PAGE);
    int cqPages = Math.max(1, (cqBytes + PAGE - 1) / PAGE);
    int page = takeRing(wqPages);
    MemorySegment m = request(ManaCommand.CREATE_WQ_OBJ, 1, CreateWqObjRequest.SIZE_V1);
    CreateWqObjRequest.VPORT.set(m, 0, VPORT);
    CreateWqObjRequest.WQ_TYPE.set(m, 0, type);
    CreateWqObjRequest.WQ_GDMA_REGION.set(m, 0, region(page, wqPages));
    CreateWqObjRequest.CQ_GDMA_REGION.set(m, 0, region(takeRing(cqPages), cqPages));
    CreateWqObjRequest.WQ_SIZE.set(m, 0, wqBytes);
    CreateWqObjRequest.CQ_SIZE.set(m, 0, cqBytes);
    CreateWqObjRequest.CQ_PARENT_QID.set(m, 0, eq);
    MemorySegment answer = call(m);
    boolean made = ResponseHeader.STATUS.get(answer, 0) == 0;
    Queue queue =
        new Queue(
            type,
            CreateWqObjResponse.WQ_ID.get(answer, 0),
            CreateWqObjResponse.CQ_ID.get(answer, 0),
            CreateWqObjResponse.WQ_OBJ.get(answer, 0),
            page,
            wqBytes);
    if (made) {
      queues.add(queue);
    }
    return queue;
  }

  /** Lets vPort 0 receive into its queues, frame by frame or 4 or 8 to a completion. */
  void steer(int perCompletion, List<Long> handles) {
    int bytes = ConfigVportRxRequest.SIZE + handles.size() * Long.BYTES;
    MemorySegment m = request(ManaCommand.CONFIG_VPORT_RX, 5, bytes);
    ConfigVportRxRequest.VPORT.set(m, 0, VPORT);
    ConfigVportRxRequest.NUM_INDIR_ENTRIES.set(m, 0, handles.size());
    ConfigVportRxRequest.INDIR_TAB_OFFSET.set(m, 0, ConfigVportRxRequest.SIZE);
    ConfigVportRxRequest.RX_ENABLE.set(m, 0, ConfigVportRxRequest.ON);
    ConfigVportRxRequest.RSS_ENABLE.set(
        m, 0, handles.size() > 1 ? ConfigVportRxRequest.ON : ConfigVportRxRequest.OFF);
    ConfigVportRxRequest.UPDATE_DEFAULT_RXOBJ.set(m, 0, 1);
    ConfigVportRxRequest.UPDATE_HASHKEY.set(m, 0, 1);
    ConfigVportRxRequest.UPDATE_INDIR_TAB.set(m, 0, 1);
    ConfigVportRxRequest.DEFAULT_RXOBJ.set(m, 0, handles.isEmpty() ? 0 : handles.getFirst());
    ConfigVportRxRequest.CQE_COALESCING_ENABLE.set(m, 0, perCompletion > 1 ? 1 : 0);
    ConfigVportRxRequest.CQE8_COALESCING_ENABLE.set(m, 0, perCompletion > 4 ? 1 : 0);
    for (int i = 0; i < handles.size(); i++) {
      ConfigVportRxRequest.INDIR_TAB.set(m, (long) i * Long.BYTES, handles.get(i));
    }
    MemorySegment ignored = call(m);
  }

  /** Writes a WQE at the queue's tail, around the ring's end, and moves the tail. */
  void push(Queue queue, MemorySegment wqe) {
    byte[] bytes = wqe.toArray(ValueLayout.JAVA_BYTE);
    for (int i = 0; i < bytes.length && queue.bytes >= Wqe.BASIC_UNIT; i += Wqe.BASIC_UNIT) {
      byte[] unit = new byte[Wqe.BASIC_UNIT];
      System.arraycopy(bytes, i, unit, 0, Math.min(Wqe.BASIC_UNIT, bytes.length - i));
      long at = Integer.remainderUnsigned(queue.tail, queue.bytes);
      space.write(GuestSpace.LOW, (long) queue.page * PAGE + at, unit);
      queue.tail += Wqe.BASIC_UNIT;
    }
  }

  /** Tells the device of the tail. */
  void ring(Queue queue, int page) {
    int offset = queue.type == QueueType.SQ ? Doorbell.SQ_OFFSET : Doorbell.RQ_OFFSET;
    doorbell(
        page,
        offset,
        Doorbell.WQ_ID.placeLong(queue.id) | Doorbell.WQ_TAIL_PTR.placeLong(queue.tail));
  }

  void doorbell(int page, int offset, long value) {
    adapter.writeBar(
        BarLayout.REGISTER_BAR,
        BarLayout.DOORBELL_OFFSET + (long) page * BarLayout.DOORBELL_PAGE + offset,
        Long.BYTES,
        value);
  }

  Queue hwcSq() {
    return hwcSq;
  }

  Queue hwcRq() {
    return hwcRq;
  }

  /** What the driver side holds is void: the function was reset. */
  void forget() {
    queues.clear();
    nextRing = FIRST_RING;
  }
}
