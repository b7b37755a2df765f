package org.manakin.wire.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.wire.gdma.CreateDmaRegionRequest;
import org.manakin.wire.gdma.CreateDmaRegionResponse;
import org.manakin.wire.gdma.CreateQueueResponse;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.ListDevicesResponse;
import org.manakin.wire.gdma.RegisterDeviceResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.SmcWindow;
import org.manakin.wire.gdma.VerifyVfDriverVersionRequest;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryVportConfigResponse;
import org.manakin.wire.trace.Trace.Message;

class TraceTest {
  private static final int MAX_MESSAGE = 4096;
  private static final int FIRST_INSTANCE = 10;

  private final MemorySegment request = Arena.ofAuto().allocate(MAX_MESSAGE);
  private final MemorySegment response = Arena.ofAuto().allocate(MAX_MESSAGE);
  private long nextId = 100;
  private long nextPage = 0x1000_0000L;

  @ParameterizedTest
  @CsvSource({"linux-6.1, 263, 0x82d", "linux-6.12, 263, 0x82d", "linux-7.3, 314, 0x527e686d"})
  void holdsEveryMessage(String name, int messages, String driverFlags) {
    Trace trace = Trace.read(name);

    assertThat(trace.messages()).hasSize(messages);
    assertThat(trace.messages().getFirst().name()).isEqualTo("SMC_ESTABLISH_HWC");
    assertThat(trace.messages().getLast().name()).isEqualTo("SMC_DESTROY_HWC");
    assertThat(trace.messages())
        .filteredOn(m -> m.code() == GdmaCommand.VERIFY_VF_DRIVER_VERSION && !m.smc())
        .hasSize(4)
        .allSatisfy(m -> assertThat(m.fields()).containsEntry("gd_drv_cap_flags1", driverFlags));
  }

  @ParameterizedTest
  @ValueSource(strings = {Trace.LINUX_6_1, Trace.LINUX_6_12, Trace.LINUX_7_3})
  void everyRequestCanBeSentToADeviceWithOtherIds(String name) {
    TraceSession session = new TraceSession();
    for (Message message : Trace.read(name).messages()) {
      if (message.smc()) {
        message.results().values().forEach(symbol -> session.bind(symbol, nextId++));
        continue;
      }
      int bytes = session.write(message, request, 0, this::page);
      assertThat(bytes).isEqualTo(message.requestSize());
      assertThat(RequestHeader.MSG_SIZE.get(request, 0)).isEqualTo(bytes);
      if (message.deviceType() >= DeviceType.MANA) {
        assertThat(RequestHeader.DEV_INSTANCE.get(request, 0))
            .isEqualTo(FIRST_INSTANCE + message.deviceType());
      }
      assertRegionFills(message);
      assertTableFills(message, session);
      session.check(message, response, 0, answer(message));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {Trace.LINUX_6_1, Trace.LINUX_6_12, Trace.LINUX_7_3})
  void theRecordedCodesAreOurs(String name) throws ReflectiveOperationException {
    for (Message message : Trace.read(name).messages()) {
      String[] parts = message.name().split("_", 2);
      Class<?> holder =
          switch (parts[0]) {
            case "SMC" -> SmcWindow.class;
            case "GDMA" -> GdmaCommand.class;
            default -> ManaCommand.class;
          };
      assertThat(holder.getField(parts[1]).getInt(null))
          .as(message.name())
          .isEqualTo(message.code());
    }
  }

  /** The list of pages ends exactly where the recorded message ended. */
  private void assertRegionFills(Message message) {
    if (message.code() == GdmaCommand.CREATE_DMA_REGION) {
      int listed = CreateDmaRegionRequest.PAGE_ADDR_LIST_LEN.get(request, 0);
      assertThat(message.requestSize()).isEqualTo(64 + 8 * listed);
      long last = CreateDmaRegionRequest.PAGE_ADDR_LIST.get(request, 8L * (listed - 1));
      assertThat(last).isEqualTo(nextPage - 4096);
    }
  }

  private void assertTableFills(Message message, TraceSession session) {
    if (message.code() == ManaCommand.CONFIG_VPORT_RX) {
      int entries = ConfigVportRxRequest.NUM_INDIR_ENTRIES.get(request, 0);
      int offset = ConfigVportRxRequest.INDIR_TAB_OFFSET.get(request, 0);
      assertThat(message.requestSize()).isEqualTo(offset + 8 * entries);
      if (message.fields().containsKey("indir_tab")) {
        String second = message.fields().getOrDefault("indir_tab", "").split(",")[1];
        long last = request.get(ValueLayout.JAVA_LONG, offset + 8L * (entries - 1));
        assertThat(last).isEqualTo(session.value(second));
      }
    }
  }

  private long page() {
    nextPage += 4096;
    return nextPage - 4096;
  }

  /** A device's answer with ids of its own; returns its bytes. */
  private int answer(Message message) {
    response.fill((byte) 0);
    ResponseHeader.MSG_TYPE.set(response, 0, RequestHeader.MSG_TYPE.get(request, 0));
    ResponseHeader.MSG_VERSION.set(response, 0, 1);
    ResponseHeader.MSG_SIZE.set(response, 0, message.responseSize());
    ResponseHeader.DEV_TYPE.set(response, 0, RequestHeader.DEV_TYPE.get(request, 0));
    ResponseHeader.DEV_INSTANCE.set(response, 0, RequestHeader.DEV_INSTANCE.get(request, 0));
    ResponseHeader.ACTIVITY_ID.set(response, 0, RequestHeader.ACTIVITY_ID.get(request, 0));
    long id = nextId;
    nextId += 10;
    switch (message.code()) {
      case GdmaCommand.LIST_DEVICES -> {
        ListDevicesResponse.NUM_OF_DEVS.set(response, 0, 3);
        for (int type = DeviceType.HWC; type <= DeviceType.MANA_IB; type++) {
          long entry = (long) (type - 1) * ListDevicesResponse.DEV_STRIDE;
          ListDevicesResponse.DEV_TYPE.set(response, entry, type);
          ListDevicesResponse.DEV_INSTANCE.set(response, entry, FIRST_INSTANCE + type);
        }
      }
      case GdmaCommand.REGISTER_DEVICE -> RegisterDeviceResponse.PDID.set(response, 0, (int) id);
      case GdmaCommand.CREATE_DMA_REGION ->
          CreateDmaRegionResponse.DMA_REGION_HANDLE.set(response, 0, id);
      case GdmaCommand.CREATE_QUEUE -> CreateQueueResponse.QUEUE_INDEX.set(response, 0, (int) id);
      case ManaCommand.QUERY_VPORT_CONFIG -> QueryVportConfigResponse.VPORT.set(response, 0, id);
      case ManaCommand.CREATE_WQ_OBJ -> {
        CreateWqObjResponse.WQ_ID.set(response, 0, (int) id);
        CreateWqObjResponse.CQ_ID.set(response, 0, (int) id + 1);
        CreateWqObjResponse.WQ_OBJ.set(response, 0, id + 2);
      }
      default -> {}
    }
    return message.responseSize();
  }

  @Test
  void writesFieldsByTheirLayoutNames() {
    Message verify = message(Trace.read(Trace.LINUX_6_12), "GDMA_VERIFY_VF_DRIVER_VERSION");
    new TraceSession().write(verify, request, 0, this::page);

    assertThat(RequestHeader.MSG_TYPE.get(request, 0)).isEqualTo(1);
    assertThat(RequestHeader.RESP_MSG_SIZE.get(request, 0)).isEqualTo(72);
    assertThat(VerifyVfDriverVersionRequest.PROTOCOL_VER_MAX.get(request, 0)).isEqualTo(1);
    assertThat(VerifyVfDriverVersionRequest.OS_VER_MINOR.get(request, 0)).isEqualTo(12);
    assertThat(VerifyVfDriverVersionRequest.OS_VER_STR1.text(request, 0)).isEqualTo("Linux");
  }

  @Test
  void aRefusalThatTheDriverExpectsIsInOrder() {
    Message phy = message(Trace.read(Trace.LINUX_7_3), "MANA_QUERY_PHY_STAT");
    TraceSession session = new TraceSession();
    session.write(phy, request, 0, this::page);
    answer(phy);
    ResponseHeader.STATUS.set(response, 0, 0xffffffff);

    session.check(phy, response, 0, ResponseHeader.SIZE);
  }

  @Test
  void anAnswerThatTheDriverCannotUseIsFound() {
    Message timeout = message(Trace.read(Trace.LINUX_7_3), "GDMA_QUERY_HWC_TIMEOUT");
    TraceSession session = new TraceSession();
    session.write(timeout, request, 0, this::page);
    answer(timeout);
    ResponseHeader.STATUS.set(response, 0, 1);
    assertThatThrownBy(() -> session.check(timeout, response, 0, 40))
        .hasMessageContaining("status");
    ResponseHeader.STATUS.set(response, 0, 0);
    assertThatThrownBy(() -> session.check(timeout, response, 0, 32)).hasMessageContaining("bytes");
    ResponseHeader.MSG_VERSION.set(response, 0, 2);
    assertThatThrownBy(() -> session.check(timeout, response, 0, 40))
        .hasMessageContaining("version");
  }

  @Test
  void aSymbolThatNoAnswerGaveIsRefused() {
    Message test = message(Trace.read(Trace.LINUX_7_3), "GDMA_GENERATE_TEST_EQE");
    assertThatThrownBy(() -> new TraceSession().write(test, request, 0, this::page))
        .hasMessageContaining("$hwc_eq");
  }

  @Test
  void aFieldOutsideOfTheRequestIsRefused() {
    Trace trace = Trace.parse("t", List.of("X\t0x20004\t2.1\t1/88\t1/48\t0\treq_cq_moderation=1"));
    assertThatThrownBy(
            () -> new TraceSession().write(trace.messages().getFirst(), request, 0, this::page))
        .hasMessageContaining("req_cq_moderation")
        .hasMessageContaining("88");
  }

  @Test
  void parsesAllColumns() {
    Trace trace =
        Trace.parse("t", List.of("# head", "N\t0x2\t2.1\t3/40\t2/56\t0|0xffffffff\ta=b c\td->$e"));

    Message m = trace.messages().getFirst();
    assertThat(m)
        .isEqualTo(
            new Message(
                2,
                "N",
                2,
                false,
                2,
                1,
                3,
                40,
                2,
                56,
                List.of(0, -1),
                Map.of("a", "b c"),
                Map.of("d", "$e")));
  }

  @ParameterizedTest
  @CsvSource({
    "'A\t0x1\t-', 3 columns",
    "'A\t0x1\t1\t1/2\t1/2\t0', '1'",
    "'A\t0x1\t1.0\t1/2\t1/2\t0\tnonsense', nonsense",
    "'A\tone\t1.0\t1/2\t1/2\t0', one"
  })
  void aBadLineIsNamed(String line, String complaint) {
    assertThatThrownBy(() -> Trace.parse("t", List.of("# head", line)))
        .hasMessageContaining("t.tsv line 2")
        .hasMessageContaining(complaint);
  }

  @Test
  void aMissingTraceIsNamed() {
    assertThatThrownBy(() -> Trace.read("linux-2.4")).hasMessageContaining("/traces/linux-2.4.tsv");
  }

  private static Message message(Trace trace, String name) {
    return Objects.requireNonNull(
        trace.messages().stream().filter(m -> m.name().equals(name)).findFirst().orElse(null));
  }
}
