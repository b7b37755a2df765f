package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

/**
 * An SQ and its CQ. Posting writes WQEs, {@link #ring} hands them to the device, {@link #poll}
 * takes completions. Nothing is allocated. One thread.
 */
public final class SendQueue extends CompletingQueue implements Inspectable {
  /** The completion type of a frame that was sent. */
  public static final int OKAY = TxCqeType.OKAY;

  private static final int MAX_SHORT_OFFSET = 255;
  private static final int TYPES = 64;

  private final int allMemoryKey;
  private final int vportOffset;

  // By slot: whether the WQE asks for no completion of its own.
  private final boolean[] suppressed;

  private final long[] completions = new long[TYPES];
  private long posted;
  private long postedBytes;
  private long full;

  SendQueue(
      int id,
      long object,
      WorkQueue wq,
      Cq cq,
      DoorbellPage doorbells,
      int allMemoryKey,
      int vportOffset) {
    super(id, object, wq, cq, doorbells);
    this.allMemoryKey = allMemoryKey;
    this.vportOffset = vportOffset;
    this.suppressed = new boolean[slots()];
  }

  /**
   * Writes the WQE of {@code packet}; false, and nothing written, if the ring has no room for it.
   *
   * @param cookie comes back with the completion
   * @throws IllegalArgumentException if the packet has no SGE, or too many for its format
   */
  public boolean post(TxPacket packet, long cookie) {
    boolean isLong = packet.longFormat || packet.tagged || vportOffset > MAX_SHORT_OFFSET;
    int oob = isLong ? TxOob.SIZE_LONG : TxOob.SIZE_SHORT;
    int bytes = WorkQueue.roundToUnit(Wqe.SIZE + oob + packet.sges * Sge.SIZE);
    if (packet.sges == 0 || bytes > Wqe.MAX_SQ_BYTES) {
      throw new IllegalArgumentException(
          packet.sges + " SGEs do not make a WQE of at most " + Wqe.MAX_SQ_BYTES + " bytes");
    }
    if (bytes > wq.free()) {
      full++;
      return false;
    }
    writeHeader(packet, oob);
    writeShortOob(packet, isLong);
    if (isLong) {
      writeLongOob(packet);
    }
    writeSges(packet, Wqe.SIZE + oob);
    suppressed[push(bytes, cookie)] = packet.suppressCompletion;
    posted++;
    postedBytes += packet.length();
    return true;
  }

  /**
   * Posts a WQE of any content, for those who try what a device makes of it.
   *
   * @param wqe a multiple of 32 bytes, at most 512
   * @return false, and nothing written, if the ring has no room for it
   */
  public boolean postRaw(MemorySegment wqe, long cookie) {
    int bytes = (int) wqe.byteSize();
    if (bytes == 0 || bytes % Wqe.BASIC_UNIT != 0 || bytes > Wqe.MAX_SQ_BYTES) {
      throw new IllegalArgumentException("a WQE has whole units of 32 bytes, not " + bytes);
    }
    if (bytes > wq.free()) {
      full++;
      return false;
    }
    for (int at = 0; at < bytes; at += Wqe.BASIC_UNIT) {
      MemorySegment.copy(wqe, at, wq.memory(), wq.at(at), Wqe.BASIC_UNIT);
    }
    suppressed[push(bytes, cookie)] = false;
    posted++;
    return true;
  }

  private void writeHeader(TxPacket packet, int oob) {
    boolean lso = packet.segmentSize > 0;
    int control =
        Wqe.NUM_SGE.place(packet.sges)
            | Wqe.INLINE_OOB_SIZE.place(oob / Integer.BYTES)
            | Wqe.CLIENT_OOB_IN_SGL.place(lso ? 1 : 0)
            | Wqe.CLIENT_DATA_UNIT.place(packet.segmentSize);
    MemorySegment ring = wq.memory();
    long at = wq.at(0);
    Wqe.VBYTES.set(ring, at, lso ? Wqe.LAST_VBYTES.place(packet.lengths[0]) : 0);
    Wqe.FLAGS.set(ring, at, control);
  }

  private void writeShortOob(TxPacket packet, boolean isLong) {
    MemorySegment ring = wq.memory();
    long at = wq.at(Wqe.SIZE);
    TxOob.SHORT0.set(
        ring,
        at,
        TxOob.PKT_FMT.place(isLong ? 1 : 0)
            | TxOob.IS_OUTER_IPV4.place(packet.ipv4 ? 1 : 0)
            | TxOob.IS_OUTER_IPV6.place(packet.ipv6 ? 1 : 0)
            | TxOob.COMP_IPHDR_CSUM.place(packet.ipChecksum ? 1 : 0)
            | TxOob.COMP_TCP_CSUM.place(packet.tcpChecksum ? 1 : 0)
            | TxOob.COMP_UDP_CSUM.place(packet.udpChecksum ? 1 : 0)
            | TxOob.SUPPRESS_TXCQE_GEN.place(packet.suppressCompletion ? 1 : 0)
            | TxOob.VCQ_NUM.place(cq.id()));
    TxOob.SHORT1.set(
        ring,
        at,
        TxOob.TRANS_OFF.place(packet.transport)
            | TxOob.VSQ_FRAME.place(id >>> 10)
            | TxOob.SHORT_VP_OFFSET.place(vportOffset <= MAX_SHORT_OFFSET ? vportOffset : 0));
  }

  private void writeLongOob(TxPacket packet) {
    MemorySegment ring = wq.memory();
    long at = wq.at(Wqe.SIZE);
    int tci = packet.tci;
    TxOob.LONG0.set(
        ring,
        at,
        packet.tagged
            ? TxOob.INJECT_VLAN_PRI_TAG.place(1)
                | TxOob.PCP.place(tci >>> 13)
                | TxOob.DEI.place(tci >>> 12)
                | TxOob.VLAN_ID.place(tci)
            : 0);
    TxOob.LONG1.set(
        ring, at, TxOob.LONG_VP_OFFSET.place(vportOffset > MAX_SHORT_OFFSET ? vportOffset : 0));
  }

  private void writeSges(TxPacket packet, int from) {
    for (int i = 0; i < packet.sges; i++) {
      int key = packet.keyed(i) ? packet.keys[i] : allMemoryKey;
      wq.writeSge(from + i * Sge.SIZE, packet.addresses[i], key, packet.lengths[i]);
    }
  }

  @Override
  void ringAt(int head) {
    doorbells.sq(id, head);
  }

  /**
   * Takes up to {@code budget} completions and tells {@code handler}, if any, of each frame.
   *
   * @return completions taken
   */
  public int poll(@Nullable TxHandler handler, int budget) {
    int n = 0;
    while (n < budget) {
      long at = cq.poll();
      if (at < 0) {
        break;
      }
      complete(at, handler);
      cq.advance();
      n++;
    }
    return n;
  }

  private void complete(long at, @Nullable TxHandler handler) {
    MemorySegment memory = cq.memory();
    int control = Cqe.CQE_INFO.get(memory, at);
    int word = TxCqe.FLAGS.get(memory, at);
    int place = TxCqe.OFFSETS.get(memory, at);
    int type = TxCqe.CQE_TYPE.of(word);
    completions[type]++;
    if (Cqe.WQ_NUM.of(control) != id
        || Cqe.IS_SQ.of(control) != 1
        || TxCqe.CLIENT_TYPE.of(word) != TxCqe.CLIENT_TYPE_MANA
        || outstanding() == 0) {
      unexpected++;
      return;
    }
    // A frame without completion is known to be gone when a later one completes, or by its error.
    int errorUnit = TxCqe.TX_WQE_OFFSET.of(place);
    boolean last = false;
    while (!last && outstanding() != 0) {
      int slot = oldest();
      last = !suppressed[slot] || (type != OKAY && atUnit(errorUnit));
      retire();
      if (handler != null) {
        handler.sent(cookie(slot), last ? type : OKAY);
      }
    }
  }

  /** Whether the oldest WQE starts at unit {@code unit} of the ring. */
  private boolean atUnit(int unit) {
    int units = slots() - 1;
    return ((wq.tail() / Wqe.BASIC_UNIT) & units) == (unit & units);
  }

  /** Bytes of the ring that WQEs may take now. */
  public int free() {
    return wq.free();
  }

  /** Completions of {@code type} so far. */
  public long completed(int type) {
    return completions[type];
  }

  /** Frames, or super-frames, posted so far. */
  public long posted() {
    return posted;
  }

  /** Bytes of the frames posted so far. */
  public long postedBytes() {
    return postedBytes;
  }

  /** How often the ring was full. */
  public long full() {
    return full;
  }

  /** Completions of any type but success. */
  public long errors() {
    return Arrays.stream(completions).sum() - completions[OKAY];
  }

  @Override
  public void inspect(Node node) {
    node.value("id", id)
        .value("cq", cq.id())
        .value("posted", posted)
        .value("posted_bytes", postedBytes)
        .value("outstanding", outstanding())
        .value("ring_full", full)
        .value("events", cq.events())
        .value("unexpected", unexpected());
    for (int type = 0; type < TYPES; type++) {
      if (completions[type] != 0) {
        node.value("completed_" + type, completions[type]);
      }
    }
  }
}
