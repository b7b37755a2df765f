package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.ChangeMsixForEqRequest;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.DestroyDmaRegionRequest;
import org.manakin.wire.gdma.DisableQueueRequest;
import org.manakin.wire.gdma.DmaRegionAddPagesRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateResetRequestEqeRequest;
import org.manakin.wire.gdma.GenerateTestEqeRequest;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.QueryHwcTimeoutRequest;
import org.manakin.wire.gdma.QueryHwcTimeoutResponse;
import org.manakin.wire.gdma.QueryMaxResourcesResponse;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.VerifyVfDriverVersionRequest;
import org.manakin.wire.gdma.VerifyVfDriverVersionResponse;

/**
 * The GDMA commands, one method each. Every method throws {@link CommandFailedException} if the
 * device refuses.
 */
public final class GdmaCommands {
  private static final long PROTOCOL = 1;
  private static final int EQ_THROTTLE = 3;
  private static final int LIST_ENTRY = Long.BYTES;

  private final Hwc hwc;

  GdmaCommands(Hwc hwc) {
    this.hwc = hwc;
  }

  /** Announces the driver; the device's capability flags. */
  long verifyVersion(DriverConfig config) {
    var c =
        new Command(
            "VERIFY_VF_DRIVER_VERSION",
            GdmaCommand.VERIFY_VF_DRIVER_VERSION,
            VerifyVfDriverVersionRequest.SIZE,
            VerifyVfDriverVersionResponse.SIZE,
            DeviceId.NONE);
    MemorySegment m = c.message();
    VerifyVfDriverVersionRequest.PROTOCOL_VER_MIN.set(m, 0, PROTOCOL);
    VerifyVfDriverVersionRequest.PROTOCOL_VER_MAX.set(m, 0, PROTOCOL);
    VerifyVfDriverVersionRequest.GD_DRV_CAP_FLAGS1.set(m, 0, config.capabilities());
    VerifyVfDriverVersionRequest.OS_TYPE.set(m, 0, config.osType());
    byte[] name = config.name().getBytes(StandardCharsets.US_ASCII);
    VerifyVfDriverVersionRequest.OS_VER_STR1.set(m, 0, name);
    MemorySegment r = c.send(hwc);
    long protocol = VerifyVfDriverVersionResponse.GDMA_PROTOCOL_VER.get(r, 0);
    if (protocol != PROTOCOL) {
      throw new DriverException("the device chose protocol version " + protocol + ", not 1");
    }
    return VerifyVfDriverVersionResponse.PF_CAP_FLAGS1.get(r, 0);
  }

  /** Tells the device how long commands may take; how long the device wants them to. */
  int queryHwcTimeout(int millis) {
    var c =
        new Command(
            "QUERY_HWC_TIMEOUT",
            GdmaCommand.QUERY_HWC_TIMEOUT,
            QueryHwcTimeoutRequest.SIZE,
            QueryHwcTimeoutResponse.SIZE,
            DeviceId.NONE);
    QueryHwcTimeoutRequest.TIMEOUT_MS.set(c.message(), 0, millis);
    int answer = QueryHwcTimeoutResponse.TIMEOUT_MS.get(c.send(hwc), 0);
    if (answer <= 0) {
      throw new DriverException("QUERY_HWC_TIMEOUT: the device answered " + answer + " ms");
    }
    return answer;
  }

  /** What the function may use. */
  public Resources queryMaxResources() {
    var c =
        new Command(
            "QUERY_MAX_RESOURCES",
            GdmaCommand.QUERY_MAX_RESOURCES,
            RequestHeader.SIZE,
            QueryMaxResourcesResponse.SIZE,
            DeviceId.NONE);
    MemorySegment r = c.send(hwc);
    return new Resources(
        QueryMaxResourcesResponse.MAX_SQ.get(r, 0),
        QueryMaxResourcesResponse.MAX_RQ.get(r, 0),
        QueryMaxResourcesResponse.MAX_CQ.get(r, 0),
        QueryMaxResourcesResponse.MAX_EQ.get(r, 0),
        QueryMaxResourcesResponse.MAX_DB.get(r, 0),
        QueryMaxResourcesResponse.MAX_MST.get(r, 0),
        QueryMaxResourcesResponse.MAX_MSIX.get(r, 0));
  }

  /** The GDMA devices of the function, empty slots left out. */
  public List<DeviceId> listDevices() {
    var c =
        new Command(
            "LIST_DEVICES",
            GdmaCommand.LIST_DEVICES,
            RequestHeader.SIZE,
            ListDevicesResponse.SIZE,
            DeviceId.NONE);
    MemorySegment r = c.send(hwc);
    int count = ListDevicesResponse.NUM_OF_DEVS.get(r, 0);
    var devices = new ArrayList<DeviceId>();
    for (int i = 0; i < ListDevicesResponse.MAX_DEVS && devices.size() < count; i++) {
      long at = (long) i * ListDevicesResponse.DEV_STRIDE;
      var id =
          new DeviceId(
              ListDevicesResponse.DEV_TYPE.get(r, at), ListDevicesResponse.DEV_INSTANCE.get(r, at));
      if (!id.equals(DeviceId.NONE)) {
        devices.add(id);
      }
    }
    return List.copyOf(devices);
  }

  /** Becomes the client of {@code device}. */
  public Registration register(DeviceId device) {
    var c =
        new Command(
            "REGISTER_DEVICE",
            GdmaCommand.REGISTER_DEVICE,
            RequestHeader.SIZE,
            RegisterDeviceResponse.SIZE,
            device);
    MemorySegment r = c.send(hwc);
    return new Registration(
        RegisterDeviceResponse.PDID.get(r, 0),
        RegisterDeviceResponse.GPA_MKEY.get(r, 0),
        RegisterDeviceResponse.DB_ID.get(r, 0));
  }

  /** Is no longer the client of {@code device}; the device drops what the client left behind. */
  public void deregister(DeviceId device) {
    new Command(
            "DEREGISTER_DEVICE",
            GdmaCommand.DEREGISTER_DEVICE,
            RequestHeader.SIZE,
            ResponseHeader.SIZE,
            device)
        .send(hwc);
  }

  /** Has the device post a test event to EQ {@code eqId} of {@code owner}. */
  public void generateTestEqe(DeviceId owner, int eqId) {
    var c =
        new Command(
            "GENERATE_TEST_EQE",
            GdmaCommand.GENERATE_TEST_EQE,
            GenerateTestEqeRequest.SIZE,
            ResponseHeader.SIZE,
            owner);
    GenerateTestEqeRequest.QUEUE_INDEX.set(c.message(), 0, eqId);
    c.send(hwc);
  }

  /** Has the device post a reset request with {@code data} to EQ {@code eqId}. */
  public void generateResetRequestEqe(int eqId, int data) {
    var c =
        new Command(
            "GENERATE_RESET_REQUEST_EQE",
            GdmaCommand.GENERATE_RESET_REQUEST_EQE,
            GenerateResetRequestEqeRequest.SIZE,
            ResponseHeader.SIZE,
            DeviceId.HWC);
    GenerateResetRequestEqeRequest.QUEUE_INDEX.set(c.message(), 0, eqId);
    GenerateResetRequestEqeRequest.DATA.set(c.message(), 0, data);
    c.send(hwc);
  }

  /** Creates an EQ over {@code region}, which the EQ then owns; its id. */
  public int createEq(DeviceId owner, Registration client, long region, int bytes, int vector) {
    var c =
        new Command(
            "CREATE_QUEUE",
            GdmaCommand.CREATE_QUEUE,
            CreateQueueRequest.SIZE,
            CreateQueueResponse.SIZE,
            owner);
    MemorySegment m = c.message();
    CreateQueueRequest.TYPE.set(m, 0, QueueType.EQ);
    CreateQueueRequest.PDID.set(m, 0, client.pdid());
    CreateQueueRequest.DOORBELL_ID.set(m, 0, client.doorbellPage());
    CreateQueueRequest.GDMA_REGION.set(m, 0, region);
    CreateQueueRequest.QUEUE_SIZE.set(m, 0, bytes);
    CreateQueueRequest.LOG2_THROTTLE_LIMIT.set(m, 0, EQ_THROTTLE);
    CreateQueueRequest.EQ_PCI_MSIX_INDEX.set(m, 0, vector);
    return CreateQueueResponse.QUEUE_INDEX.get(c.send(hwc), 0);
  }

  /** Ends an EQ and its region. */
  public void disableEq(DeviceId owner, int eqId) {
    var c =
        new Command(
            "DISABLE_QUEUE",
            GdmaCommand.DISABLE_QUEUE,
            DisableQueueRequest.SIZE,
            ResponseHeader.SIZE,
            owner);
    DisableQueueRequest.TYPE.set(c.message(), 0, QueueType.EQ);
    DisableQueueRequest.QUEUE_INDEX.set(c.message(), 0, eqId);
    DisableQueueRequest.ALLOC_RES_ID_ON_CREATION.set(c.message(), 0, 1);
    c.send(hwc);
  }

  /** Moves an EQ to interrupt vector {@code vector}. */
  public void changeVector(DeviceId owner, int eqId, int vector) {
    var c =
        new Command(
            "CHANGE_MSIX_FOR_EQ",
            GdmaCommand.CHANGE_MSIX_FOR_EQ,
            ChangeMsixForEqRequest.SIZE,
            ResponseHeader.SIZE,
            owner);
    ChangeMsixForEqRequest.QUEUE_INDEX.set(c.message(), 0, eqId);
    ChangeMsixForEqRequest.MSIX.set(c.message(), 0, vector);
    c.send(hwc);
  }

  /** A DMA region over the whole of {@code buffer}; its handle. */
  public long createRegion(DmaBuffer buffer) {
    return createRegion(buffer, Hwc.MAX_MESSAGE);
  }

  /**
   * The same in messages of at most {@code messageBytes} bytes: as many as it takes, the first
   * creating the region and the others adding pages to it.
   */
  public long createRegion(DmaBuffer buffer, int messageBytes) {
    int pages = (int) (buffer.segment().byteSize() / ManaDevice.PAGE);
    int first = Math.min(pages, (messageBytes - CreateDmaRegionRequest.SIZE) / LIST_ENTRY);
    var c =
        new Command(
            "CREATE_DMA_REGION",
            GdmaCommand.CREATE_DMA_REGION,
            CreateDmaRegionRequest.SIZE + first * LIST_ENTRY,
            CreateDmaRegionResponse.SIZE,
            DeviceId.NONE);
    MemorySegment m = c.message();
    CreateDmaRegionRequest.LENGTH.set(m, 0, buffer.segment().byteSize());
    CreateDmaRegionRequest.PAGE_COUNT.set(m, 0, pages);
    CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN.set(m, 0, first);
    writePages(m, CreateDmaRegionRequest.PAGE_ADDR_LIST, buffer.address(), first);
    MemorySegment r = MemorySegment.ofArray(new byte[CreateDmaRegionResponse.SIZE]);
    int status = c.sendPart(hwc, r);
    long handle = CreateDmaRegionResponse.DMA_REGION_HANDLE.get(r, 0);
    if (handle == 0) {
      throw new DriverException("CREATE_DMA_REGION: the device answered handle 0");
    }
    for (int at = first; at < pages; ) {
      expectMore(status, at, pages);
      int n = Math.min(pages - at, (messageBytes - DmaRegionAddPagesRequest.SIZE) / LIST_ENTRY);
      status = addPages(handle, buffer.address() + (long) at * ManaDevice.PAGE, n);
      at += n;
    }
    if (status != Status.SUCCESS) {
      throw new DriverException("CREATE_DMA_REGION: the device wants more than all pages");
    }
    return handle;
  }

  private static void expectMore(int status, int sent, int pages) {
    if (status != Status.MORE_ENTRIES) {
      throw new DriverException(
          "CREATE_DMA_REGION: the device was content with %d of %d pages".formatted(sent, pages));
    }
  }

  private int addPages(long handle, long address, int pages) {
    var c =
        new Command(
            "DMA_REGION_ADD_PAGES",
            GdmaCommand.DMA_REGION_ADD_PAGES,
            DmaRegionAddPagesRequest.SIZE + pages * LIST_ENTRY,
            ResponseHeader.SIZE,
            DeviceId.NONE);
    MemorySegment m = c.message();
    DmaRegionAddPagesRequest.DMA_REGION_HANDLE.set(m, 0, handle);
    DmaRegionAddPagesRequest.PAGE_ADDR_LIST_LEN.set(m, 0, pages);
    writePages(m, DmaRegionAddPagesRequest.PAGE_ADDR_LIST, address, pages);
    return c.sendPart(hwc, MemorySegment.ofArray(new byte[ResponseHeader.SIZE]));
  }

  /** Writes the addresses of {@code pages} pages into the array that starts at {@code list}. */
  private static void writePages(MemorySegment message, U64 list, long address, int pages) {
    for (int i = 0; i < pages; i++) {
      list.set(message, (long) i * LIST_ENTRY, address + (long) i * ManaDevice.PAGE);
    }
  }

  /** Forgets a region that no queue owns. */
  public void destroyRegion(long handle) {
    var c =
        new Command(
            "DESTROY_DMA_REGION",
            GdmaCommand.DESTROY_DMA_REGION,
            DestroyDmaRegionRequest.SIZE,
            ResponseHeader.SIZE,
            DeviceId.NONE);
    DestroyDmaRegionRequest.DMA_REGION_HANDLE.set(c.message(), 0, handle);
    c.send(hwc);
  }
}
