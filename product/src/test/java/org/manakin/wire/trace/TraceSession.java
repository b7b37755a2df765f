package org.manakin.wire.trace;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.manakin.wire.Bytes;
import org.manakin.wire.Field;
import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.CreateQueueRequest;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.DisableQueueRequest;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateTestEqeRequest;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.QueryHwcTimeoutRequest;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.VerifyVfDriverVersionRequest;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.DestroyWqObjRequest;
import org.manakin.wire.mana.FenceRqRequest;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryDevConfigRequest;
import org.manakin.wire.mana.QueryGfStatRequest;
import org.manakin.wire.mana.QueryLinkConfigRequest;
import org.manakin.wire.mana.QueryPhyStatRequest;
import org.manakin.wire.mana.QueryVportConfigRequest;
import org.manakin.wire.mana.QueryVportConfigResponse;
import org.manakin.wire.trace.Trace.Message;

/**
 * Sends a {@link Trace} to a device that chooses ids and handles of its own. For each message of
 * the hardware channel:
 *
 * <pre>{@code
 * int bytes = session.write(message, request, 0, pages);
 * int answered = ... the device ...
 * session.check(message, response, 0, answered);
 * }</pre>
 *
 * and for {@code SMC_ESTABLISH_HWC} bring the channel up and {@link #bind} {@code $hwc_eq}. A
 * device without RDMA skips the messages of device type 3.
 */
public final class TraceSession {
  private static final Map<Integer, Layout> REQUESTS =
      Map.ofEntries(
          entry(GdmaCommand.VERIFY_VF_DRIVER_VERSION, VerifyVfDriverVersionRequest.LAYOUT),
          entry(GdmaCommand.GENERATE_TEST_EQE, GenerateTestEqeRequest.LAYOUT),
          entry(GdmaCommand.CREATE_QUEUE, CreateQueueRequest.LAYOUT),
          entry(GdmaCommand.DISABLE_QUEUE, DisableQueueRequest.LAYOUT),
          entry(GdmaCommand.CREATE_DMA_REGION, CreateDmaRegionRequest.LAYOUT),
          entry(GdmaCommand.QUERY_HWC_TIMEOUT, QueryHwcTimeoutRequest.LAYOUT),
          entry(ManaCommand.QUERY_DEV_CONFIG, QueryDevConfigRequest.LAYOUT),
          entry(ManaCommand.QUERY_GF_STAT, QueryGfStatRequest.LAYOUT),
          entry(ManaCommand.CONFIG_VPORT_TX, ConfigVportTxRequest.LAYOUT),
          entry(ManaCommand.CREATE_WQ_OBJ, CreateWqObjRequest.LAYOUT),
          entry(ManaCommand.DESTROY_WQ_OBJ, DestroyWqObjRequest.LAYOUT),
          entry(ManaCommand.FENCE_RQ, FenceRqRequest.LAYOUT),
          entry(ManaCommand.CONFIG_VPORT_RX, ConfigVportRxRequest.LAYOUT),
          entry(ManaCommand.QUERY_VPORT_CONFIG, QueryVportConfigRequest.LAYOUT),
          entry(ManaCommand.QUERY_LINK_CONFIG, QueryLinkConfigRequest.LAYOUT),
          entry(ManaCommand.QUERY_PHY_STAT, QueryPhyStatRequest.LAYOUT));

  private static final Map<Integer, Layout> RESPONSES =
      Map.ofEntries(
          entry(GdmaCommand.REGISTER_DEVICE, RegisterDeviceResponse.LAYOUT),
          entry(GdmaCommand.CREATE_QUEUE, CreateQueueResponse.LAYOUT),
          entry(GdmaCommand.CREATE_DMA_REGION, CreateDmaRegionResponse.LAYOUT),
          entry(ManaCommand.CREATE_WQ_OBJ, CreateWqObjResponse.LAYOUT),
          entry(ManaCommand.QUERY_VPORT_CONFIG, QueryVportConfigResponse.LAYOUT));

  private static final int MANA_CODES = 0x20000;

  /** A list, and at an offset that the message gives. */
  private static final String TABLE = "indir_tab";

  private final Map<String, Long> symbols = new HashMap<>();
  private final Map<Integer, Integer> instances = new HashMap<>();
  private int activities;
  private int activity;

  /** From now on {@code symbol}, with its dollar sign, stands for {@code value}. */
  public void bind(String symbol, long value) {
    symbols.put(symbol, value);
  }

  /** What {@code symbol}, with its dollar sign, stands for. */
  public long value(String symbol) {
    Long value = symbols.get(symbol);
    if (value == null) {
      throw new IllegalArgumentException(symbol + " was given by no earlier answer");
    }
    return value;
  }

  /**
   * Writes the request of {@code message} into {@code m} from {@code at} on.
   *
   * @param pages gives the bus address of one page of the region to be created
   * @return its bytes
   */
  public int write(Message message, MemorySegment m, long at, LongSupplier pages) {
    int size = message.requestSize();
    m.asSlice(at, size).fill((byte) 0);
    header(message, m, at);
    Layout layout = REQUESTS.getOrDefault(message.code(), RequestHeader.LAYOUT);
    message
        .fields()
        .forEach((name, value) -> {
          if (!name.equals(TABLE)) {
            set(message, field(message, layout, name), m, at, value);
          }
        });
    if (message.code() == GdmaCommand.CREATE_DMA_REGION) {
      long listed = CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN.unsigned(m, at);
      for (long i = 0; i < listed; i++) {
        CreateDmaRegionRequest.PAGE_ADDR_LIST.set(m, at + i * Long.BYTES, pages.getAsLong());
      }
    } else if (message.fields().containsKey(TABLE)) {
      table(message.fields().getOrDefault(TABLE, "").split(","), m, at);
    }
    return size;
  }

  /**
   * Asserts that the answer in {@code m} from {@code at} on is one the driver is content with, and
   * learns the symbols that it gives.
   *
   * @param bytes that the device wrote
   */
  public void check(Message message, MemorySegment m, long at, int bytes) {
    String what = "line " + message.line() + " " + message.name();
    assertThat(bytes).as(what + ": bytes").isBetween(ResponseHeader.SIZE, message.responseSize());
    int status = ResponseHeader.STATUS.get(m, at);
    assertThat(message.statuses()).as(what + ": status 0x%x", status).contains(status);
    assertThat(ResponseHeader.MSG_TYPE.get(m, at)).as(what + ": code").isEqualTo(message.code());
    assertThat(ResponseHeader.MSG_VERSION.get(m, at))
        .as(what + ": version")
        .isBetween(1, message.responseVersion());
    assertThat(ResponseHeader.DEV_TYPE.get(m, at))
        .as(what + ": device type")
        .isEqualTo(message.deviceType());
    assertThat(ResponseHeader.DEV_INSTANCE.get(m, at))
        .as(what + ": device instance")
        .isEqualTo(instance(message));
    assertThat(ResponseHeader.ACTIVITY_ID.get(m, at)).as(what + ": activity").isEqualTo(activity);
    if (status == Status.SUCCESS) {
      assertThat(bytes).as(what + ": bytes").isEqualTo(message.responseSize());
      assertThat(ResponseHeader.MSG_SIZE.get(m, at)).as(what + ": size").isEqualTo(bytes);
      learn(message, m, at);
    }
  }

  private void learn(Message message, MemorySegment m, long at) {
    if (message.code() == GdmaCommand.LIST_DEVICES) {
      int n = ListDevicesResponse.NUM_OF_DEVS.get(m, at);
      for (int i = 0; i < n; i++) {
        long entry = at + (long) i * ListDevicesResponse.DEV_STRIDE;
        instances.put(
            ListDevicesResponse.DEV_TYPE.get(m, entry),
            ListDevicesResponse.DEV_INSTANCE.get(m, entry));
      }
    }
    Layout layout = RESPONSES.getOrDefault(message.code(), ResponseHeader.LAYOUT);
    message
        .results()
        .forEach((name, symbol) -> bind(symbol, get(field(message, layout, name), m, at)));
  }

  private void header(Message message, MemorySegment m, long at) {
    RequestHeader.MSG_TYPE.set(m, at, message.code());
    RequestHeader.MSG_VERSION.set(m, at, message.requestVersion());
    RequestHeader.MSG_SIZE.set(m, at, message.requestSize());
    RequestHeader.RESP_MSG_TYPE.set(m, at, message.code());
    RequestHeader.RESP_MSG_VERSION.set(m, at, message.responseVersion());
    RequestHeader.RESP_MSG_SIZE.set(m, at, message.responseSize());
    RequestHeader.DEV_TYPE.set(m, at, message.deviceType());
    RequestHeader.DEV_INSTANCE.set(m, at, instance(message));
    RequestHeader.ACTIVITY_ID.set(m, at, nextActivity(message));
  }

  /** Linux counts the Ethernet function's commands and leaves those of GDMA at 0. */
  private int nextActivity(Message message) {
    boolean counted = message.deviceType() == DeviceType.MANA && message.code() >= MANA_CODES;
    if (counted) {
      activities++;
    }
    activity = counted ? activities : 0;
    return activity;
  }

  private int instance(Message message) {
    return instances.getOrDefault(message.deviceType(), message.deviceInstance());
  }

  private void table(String[] handles, MemorySegment m, long at) {
    int entries = ConfigVportRxRequest.NUM_INDIR_ENTRIES.get(m, at);
    U64 first = ConfigVportRxRequest.INDIR_TAB;
    long table = at + ConfigVportRxRequest.INDIR_TAB_OFFSET.get(m, at) - first.offset();
    for (int i = 0; i < entries; i++) {
      first.set(m, table + (long) i * Long.BYTES, value(handles[i % handles.length]));
    }
  }

  private static Field field(Message message, Layout layout, String name) {
    for (Field field : layout.fields()) {
      if (field.name().equals(name)) {
        return field;
      }
    }
    throw new IllegalArgumentException(
        "line %d: %s has no field %s".formatted(message.line(), layout.name(), name));
  }

  private void set(Message message, Field field, MemorySegment m, long at, String text) {
    if (field.offset() + field.size() > message.requestSize()) {
      throw new IllegalArgumentException(
          "line %d: %s lies outside of the request's %d bytes"
              .formatted(message.line(), field.name(), message.requestSize()));
    }
    if (field instanceof Bytes bytes) {
      bytes.set(m, at, text.getBytes(StandardCharsets.US_ASCII));
      return;
    }
    long value = text.startsWith("$") ? value(text) : Trace.longNumber(text);
    switch (field) {
      case U8 f -> f.set(m, at, (int) value);
      case U16 f -> f.set(m, at, (int) value);
      case U32 f -> f.set(m, at, (int) value);
      case U64 f -> f.set(m, at, value);
      case Bytes f -> throw new AssertionError(f.name());
    }
  }

  /** The number in {@code field}. */
  static long get(Field field, MemorySegment m, long at) {
    return switch (field) {
      case U8 f -> f.get(m, at);
      case U16 f -> f.get(m, at);
      case U32 f -> f.unsigned(m, at);
      case U64 f -> f.get(m, at);
      case Bytes f -> throw new IllegalArgumentException(f.name() + " is no number");
    };
  }
}
