package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportRxResponse;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.ConfigVportTxResponse;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;
import org.manakin.wire.mana.DestroyWqObjRequest;
import org.manakin.wire.mana.FenceRqRequest;
import org.manakin.wire.mana.ManaCommand;
import org.manakin.wire.mana.QueryDevConfigRequest;
import org.manakin.wire.mana.QueryDevConfigResponse;
import org.manakin.wire.mana.QueryGfStatRequest;
import org.manakin.wire.mana.QueryGfStatResponse;
import org.manakin.wire.mana.QueryLinkConfigRequest;
import org.manakin.wire.mana.QueryLinkConfigResponse;
import org.manakin.wire.mana.QueryPhyStatRequest;
import org.manakin.wire.mana.QueryPhyStatResponse;
import org.manakin.wire.mana.QueryVportConfigRequest;
import org.manakin.wire.mana.QueryVportConfigResponse;
import org.manakin.wire.mana.SetBwClampRequest;
import org.manakin.wire.mana.SetBwClampResponse;

/**
 * The commands of the Ethernet function, one method each, in the versions that the {@link
 * DriverConfig} asks for. Every method throws {@link CommandFailedException} if the device refuses.
 */
final class VportCommands {
  private static final int DEFAULT_FRAME = 1514;
  private static final int PROTOCOL_MINOR = 1;
  private static final int PROTOCOL_MICRO = 1;
  private static final int MODERATION_VERSION = 3;
  private static final int COALESCING_VERSION = 2;
  private static final int COALESCING_8_VERSION = 5;

  private final Hwc hwc;
  private final DriverConfig config;
  private final DeviceId device;
  private int activity;

  VportCommands(Hwc hwc, DriverConfig config, DeviceId device) {
    this.hwc = hwc;
    this.config = config;
    this.device = device;
  }

  AdapterConfig queryDevConfig() {
    int version = config.devConfigVersion();
    int answer = version == 1 ? QueryDevConfigResponse.SIZE_V1 : QueryDevConfigResponse.SIZE;
    Command c =
        command(
                "MANA_QUERY_DEV_CONFIG",
                ManaCommand.QUERY_DEV_CONFIG,
                QueryDevConfigRequest.SIZE,
                answer)
            .versions(1, version);
    QueryDevConfigRequest.PROTO_MINOR_VER.set(c.message(), 0, PROTOCOL_MINOR);
    QueryDevConfigRequest.PROTO_MICRO_VER.set(c.message(), 0, PROTOCOL_MICRO);
    MemorySegment r = c.send(hwc);
    int answered = ResponseHeader.MSG_VERSION.get(r, 0);
    int frame = answered >= 2 ? QueryDevConfigResponse.ADAPTER_MTU.get(r, 0) : 0;
    return new AdapterConfig(
        answered,
        QueryDevConfigResponse.PF_CAP_FLAGS1.get(r, 0),
        QueryDevConfigResponse.MAX_NUM_VPORTS.get(r, 0),
        QueryDevConfigResponse.MAX_NUM_EQS.get(r, 0),
        frame == 0 ? DEFAULT_FRAME : frame,
        answered >= 4 ? QueryDevConfigResponse.ADAPTER_LINK_SPEED_MBPS.get(r, 0) : 0);
  }

  VportInfo queryVport(int index) {
    Command c =
        command(
            "MANA_QUERY_VPORT_CONFIG",
            ManaCommand.QUERY_VPORT_CONFIG,
            QueryVportConfigRequest.SIZE,
            QueryVportConfigResponse.SIZE);
    QueryVportConfigRequest.VPORT_INDEX.set(c.message(), 0, index);
    MemorySegment r = c.send(hwc);
    return new VportInfo(
        index,
        QueryVportConfigResponse.MAX_NUM_SQ.get(r, 0),
        QueryVportConfigResponse.MAX_NUM_RQ.get(r, 0),
        QueryVportConfigResponse.NUM_INDIRECTION_ENT.get(r, 0),
        QueryVportConfigResponse.MAC_ADDR.get(r, 0),
        QueryVportConfigResponse.VPORT.get(r, 0));
  }

  /** Says whose queues may send through the vPort; the offset that every TX OOB carries. */
  int configTx(long vport, Registration client) {
    Command c =
        command(
            "MANA_CONFIG_VPORT_TX",
            ManaCommand.CONFIG_VPORT_TX,
            ConfigVportTxRequest.SIZE,
            ConfigVportTxResponse.SIZE);
    ConfigVportTxRequest.VPORT.set(c.message(), 0, vport);
    ConfigVportTxRequest.PDID.set(c.message(), 0, client.pdid());
    ConfigVportTxRequest.DOORBELL_PAGEID.set(c.message(), 0, client.doorbellPage());
    return ConfigVportTxResponse.TX_VPORT_OFFSET.get(c.send(hwc), 0);
  }

  /**
   * Creates an SQ or RQ with its CQ over two regions, which the pair then owns.
   *
   * @param type a queue type, SQ or RQ
   */
  WqObject createWqObject(
      long vport, int type, Ring wq, Ring cq, int eqId, int moderationComps, int moderationMicros) {
    int version = config.wqObjectVersion();
    int answer = config.wqObjectResponseVersion();
    Command c =
        command(
                "MANA_CREATE_WQ_OBJ",
                ManaCommand.CREATE_WQ_OBJ,
                version == 1 ? CreateWqObjRequest.SIZE_V1 : CreateWqObjRequest.SIZE,
                answer == 1 ? CreateWqObjResponse.SIZE_V1 : CreateWqObjResponse.SIZE)
            .versions(version, answer);
    MemorySegment m = c.message();
    CreateWqObjRequest.VPORT.set(m, 0, vport);
    CreateWqObjRequest.WQ_TYPE.set(m, 0, type);
    CreateWqObjRequest.WQ_GDMA_REGION.set(m, 0, wq.region());
    CreateWqObjRequest.CQ_GDMA_REGION.set(m, 0, cq.region());
    CreateWqObjRequest.WQ_SIZE.set(m, 0, wq.bytes());
    CreateWqObjRequest.CQ_SIZE.set(m, 0, cq.bytes());
    CreateWqObjRequest.CQ_PARENT_QID.set(m, 0, eqId);
    if (version >= MODERATION_VERSION) {
      CreateWqObjRequest.REQ_CQ_MODERATION.set(m, 0, 1);
      CreateWqObjRequest.CQ_MODERATION_COMP.set(m, 0, moderationComps);
      CreateWqObjRequest.CQ_MODERATION_USEC.set(m, 0, moderationMicros);
    }
    MemorySegment r = c.send(hwc);
    return new WqObject(
        CreateWqObjResponse.WQ_ID.get(r, 0),
        CreateWqObjResponse.CQ_ID.get(r, 0),
        CreateWqObjResponse.WQ_OBJ.get(r, 0));
  }

  void destroyWqObject(int type, long handle) {
    Command c =
        command(
            "MANA_DESTROY_WQ_OBJ",
            ManaCommand.DESTROY_WQ_OBJ,
            DestroyWqObjRequest.SIZE,
            ResponseHeader.SIZE);
    DestroyWqObjRequest.WQ_TYPE.set(c.message(), 0, type);
    DestroyWqObjRequest.WQ_OBJ_HANDLE.set(c.message(), 0, handle);
    c.send(hwc);
  }

  void fence(long rqObject) {
    Command c =
        command("MANA_FENCE_RQ", ManaCommand.FENCE_RQ, FenceRqRequest.SIZE, ResponseHeader.SIZE);
    FenceRqRequest.WQ_OBJ_HANDLE.set(c.message(), 0, rqObject);
    c.send(hwc);
  }

  /** Changes how the vPort receives; how long coalescing gathers, 0 if the answer does not say. */
  long configRx(long vport, Steering s) {
    int version = config.steeringVersion();
    int answer = config.steeringResponseVersion();
    int fixed = version == 1 ? ConfigVportRxRequest.SIZE_V1 : ConfigVportRxRequest.SIZE;
    long[] table = s.table == null ? new long[0] : s.table;
    Command c =
        command(
                "MANA_CONFIG_VPORT_RX",
                ManaCommand.CONFIG_VPORT_RX,
                fixed + table.length * Long.BYTES,
                answer == 1 ? ConfigVportRxResponse.SIZE_V1 : ConfigVportRxResponse.SIZE)
            .versions(version, answer);
    MemorySegment m = c.message();
    ConfigVportRxRequest.VPORT.set(m, 0, vport);
    ConfigVportRxRequest.NUM_INDIR_ENTRIES.set(m, 0, table.length);
    ConfigVportRxRequest.INDIR_TAB_OFFSET.set(m, 0, fixed);
    ConfigVportRxRequest.RX_ENABLE.set(m, 0, s.receive);
    ConfigVportRxRequest.RSS_ENABLE.set(m, 0, s.rss);
    if (s.updateDefault) {
      ConfigVportRxRequest.UPDATE_DEFAULT_RXOBJ.set(m, 0, 1);
      ConfigVportRxRequest.DEFAULT_RXOBJ.set(m, 0, s.defaultObject);
    }
    if (s.key != null) {
      ConfigVportRxRequest.UPDATE_HASHKEY.set(m, 0, 1);
      ConfigVportRxRequest.HASHKEY.set(m, 0, s.key);
    }
    ConfigVportRxRequest.UPDATE_INDIR_TAB.set(m, 0, s.table == null ? 0 : 1);
    if (version >= COALESCING_VERSION) {
      ConfigVportRxRequest.CQE_COALESCING_ENABLE.set(m, 0, s.coalesce4 ? 1 : 0);
    }
    if (version >= COALESCING_8_VERSION) {
      ConfigVportRxRequest.CQE8_COALESCING_ENABLE.set(m, 0, s.coalesce8 ? 1 : 0);
      ConfigVportRxRequest.RSS_HASH_TYPES.set(m, 0, s.hashTypes);
    }
    var entry = new U64("indir_tab", fixed);
    for (int i = 0; i < table.length; i++) {
      entry.set(m, (long) i * Long.BYTES, table[i]);
    }
    MemorySegment r = c.send(hwc);
    return answer >= 2 ? ConfigVportRxResponse.CQE_COALESCING_TIMEOUT_NS.unsigned(r, 0) : 0;
  }

  GfStatistics queryGfStatistics() {
    int version = config.gfStatVersion();
    Command c =
        command(
                "MANA_QUERY_GF_STAT",
                ManaCommand.QUERY_GF_STAT,
                QueryGfStatRequest.SIZE,
                version == 1 ? QueryGfStatResponse.SIZE_V1 : QueryGfStatResponse.SIZE)
            .versions(1, version);
    QueryGfStatRequest.REQ_STATS.set(c.message(), 0, GfStatistics.ALL);
    return new GfStatistics(c.send(hwc));
  }

  PhyStatistics queryPhyStatistics() {
    Command c =
        command(
            "MANA_QUERY_PHY_STAT",
            ManaCommand.QUERY_PHY_STAT,
            QueryPhyStatRequest.SIZE,
            QueryPhyStatResponse.SIZE);
    MemorySegment r = c.send(hwc);
    return new PhyStatistics(
        QueryPhyStatResponse.RX_PKT_DROP_PHY.get(r, 0),
        QueryPhyStatResponse.TX_PKT_DROP_PHY.get(r, 0),
        byClass(QueryPhyStatResponse.RX_PKT_TC_PHY, r),
        byClass(QueryPhyStatResponse.TX_PKT_TC_PHY, r),
        byClass(QueryPhyStatResponse.RX_BYTE_TC_PHY, r),
        byClass(QueryPhyStatResponse.TX_BYTE_TC_PHY, r),
        byClass(QueryPhyStatResponse.RX_PAUSE_TC_PHY, r),
        byClass(QueryPhyStatResponse.TX_PAUSE_TC_PHY, r));
  }

  private static long[] byClass(U64 first, MemorySegment response) {
    long[] values = new long[QueryPhyStatResponse.CLASSES];
    for (int i = 0; i < values.length; i++) {
      values[i] = first.get(response, (long) i * QueryPhyStatResponse.CLASS_STRIDE);
    }
    return values;
  }

  LinkConfig queryLinkConfig(long vport) {
    Command c =
        command(
                "MANA_QUERY_LINK_CONFIG",
                ManaCommand.QUERY_LINK_CONFIG,
                QueryLinkConfigRequest.SIZE,
                QueryLinkConfigResponse.SIZE)
            .versions(1, 2);
    QueryLinkConfigRequest.VPORT.set(c.message(), 0, vport);
    MemorySegment r = c.send(hwc);
    return new LinkConfig(
        QueryLinkConfigResponse.QOS_SPEED_MBPS.get(r, 0),
        QueryLinkConfigResponse.QOS_UNCONFIGURED.get(r, 0) != 0,
        QueryLinkConfigResponse.LINK_SPEED_MBPS.get(r, 0));
  }

  /**
   * @param mbps the limit; 0 for none
   */
  void setBandwidthClamp(long vport, int mbps) {
    Command c =
        command(
            "MANA_SET_BW_CLAMP",
            ManaCommand.SET_BW_CLAMP,
            SetBwClampRequest.SIZE,
            SetBwClampResponse.SIZE);
    SetBwClampRequest.VPORT.set(c.message(), 0, vport);
    SetBwClampRequest.ENABLE_CLAMPING.set(c.message(), 0, mbps > 0 ? 1 : 0);
    SetBwClampRequest.LINK_SPEED_MBPS.set(c.message(), 0, mbps);
    c.send(hwc);
  }

  private Command command(String name, int code, int bytes, int answer) {
    return new Command(name, code, bytes, answer, device).activity(++activity);
  }
}
