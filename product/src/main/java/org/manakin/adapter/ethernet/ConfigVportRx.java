package org.manakin.adapter.ethernet;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.adapter.hwc.Request;
import org.manakin.adapter.hwc.Response;
import org.manakin.packet.RssHash;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportRxResponse;
import org.manakin.wire.mana.ManaCommand;

/**
 * CONFIG_VPORT_RX: turns receiving on or off and says which RQ gets what. Only the parts that the
 * message marks as updated change.
 */
final class ConfigVportRx implements Command {
  private static final ValueLayout.OfLong HANDLE =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /**
   * Frames gather only while their sender's burst lasts; this is what drivers show for "a short
   * while".
   */
  private static final int COALESCING_NANOS = 2048;

  private static final int VERSION_WITH_HASH_TYPES = 5;

  private final Ethernet ethernet;

  ConfigVportRx(Ethernet ethernet) {
    this.ethernet = ethernet;
  }

  @Override
  public int code() {
    return ManaCommand.CONFIG_VPORT_RX;
  }

  @Override
  public int requestSize() {
    return ConfigVportRxRequest.SIZE_V1;
  }

  @Override
  public int responseVersion() {
    return 2;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    Vport vport = Named.vport(ethernet, ConfigVportRxRequest.VPORT.get(m, 0));
    SteeringState state = vport.steeringState();
    long[] table = table(request, vport, state);
    long fallback = fallback(m, vport);
    int enable = ConfigVportRxRequest.RX_ENABLE.get(m, 0);
    if (enable != ConfigVportRxRequest.UNCHANGED) {
      state.setEnabled(enable != ConfigVportRxRequest.OFF);
    }
    int rss = ConfigVportRxRequest.RSS_ENABLE.get(m, 0);
    if (rss != ConfigVportRxRequest.UNCHANGED) {
      state.setRss(rss != ConfigVportRxRequest.OFF);
    }
    if (ConfigVportRxRequest.UPDATE_DEFAULT_RXOBJ.get(m, 0) != 0) {
      state.setFallback(fallback);
    }
    if (ConfigVportRxRequest.UPDATE_HASHKEY.get(m, 0) != 0) {
      state.setKey(ConfigVportRxRequest.HASHKEY.get(m, 0));
    }
    if (table.length > 0) {
      state.setTable(table);
    }
    state.setHashTypes(hashTypes(request));
    state.setPerCompletion(perCompletion(request));
    vport.steer();
    if (response.version() >= 2) {
      ConfigVportRxResponse.CQE_COALESCING_TIMEOUT_NS.set(response.segment(), 0, COALESCING_NANOS);
    }
  }

  /** Versions before 5 do not say, and mean all common ones. */
  private static int hashTypes(Request request) {
    int said =
        request.version() >= VERSION_WITH_HASH_TYPES
            ? ConfigVportRxRequest.RSS_HASH_TYPES.get(request.segment(), 0)
            : 0;
    return said == 0 ? RssHash.DEFAULT_TYPES : said;
  }

  private static int perCompletion(Request request) {
    var m = request.segment();
    if (request.version() < 2 || ConfigVportRxRequest.CQE_COALESCING_ENABLE.get(m, 0) == 0) {
      return 1;
    }
    boolean eight =
        request.version() >= VERSION_WITH_HASH_TYPES
            && ConfigVportRxRequest.CQE8_COALESCING_ENABLE.get(m, 0) != 0;
    return eight ? 8 : 4;
  }

  private static long fallback(MemorySegment m, Vport vport) throws Refusal {
    long handle = ConfigVportRxRequest.DEFAULT_RXOBJ.get(m, 0);
    if (ConfigVportRxRequest.UPDATE_DEFAULT_RXOBJ.get(m, 0) != 0) {
      requireQueue(vport, handle, "default");
    }
    return handle;
  }

  /** The table in the message; empty if the message does not update it. */
  private static long[] table(Request request, Vport vport, SteeringState state) throws Refusal {
    var m = request.segment();
    int entries = ConfigVportRxRequest.NUM_INDIR_ENTRIES.get(m, 0);
    if (ConfigVportRxRequest.UPDATE_INDIR_TAB.get(m, 0) == 0 || entries == 0) {
      return new long[0];
    }
    int offset = ConfigVportRxRequest.INDIR_TAB_OFFSET.get(m, 0);
    boolean inMessage =
        offset >= ConfigVportRxRequest.SIZE_V1 && offset + entries * Long.BYTES <= request.length();
    if (!inMessage || Integer.bitCount(entries) != 1 || entries > state.maxEntries()) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "a steering table of %d entries at byte %d of %d"
              .formatted(entries, offset, request.length()));
    }
    long[] table = new long[entries];
    for (int i = 0; i < entries; i++) {
      table[i] = m.get(HANDLE, offset + (long) i * Long.BYTES);
      requireQueue(vport, table[i], "steering entry " + i);
    }
    return table;
  }

  private static void requireQueue(Vport vport, long handle, String place) throws Refusal {
    for (ReceiveQueue queue : vport.receiveQueues()) {
      if (queue.handle() == handle) {
        return;
      }
    }
    throw new Refusal(
        Status.INVALID_HANDLE, "%s names no RQ of the vPort: 0x%x".formatted(place, handle));
  }
}
