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
public final class SendQueue implements Inspectable {
  /** The completion type of a frame that was sent. */
  public static final int OKAY = TxCqeType.OKAY;

  private static final int MAX_SHORT_OFFSET = 255;
  private static final int TYPES = 64;
  private static final int SUPPRESSED = 1;

  private final int id;
  private final long object;
  private final WorkQueue wq;
  private final Cq cq;
  private final DoorbellPage doorbells;
  private final int allMemoryKey;
  private final int vportOffset;

  // One entry for each WQE that is not completed, oldest first: bytes, or-ed with SUPPRESSED.
  private final int[] pending;
  private final long[] cookies;
  private int first;
  private int next;
  private int rung;

  private final long[] completions = new long[TYPES];
  private long posted;
  private long postedBytes;
  private long full;
  private long unexpected;

  SendQueue(
      int id,
      long object,
      WorkQueue wq,
      Cq cq,
      DoorbellPage doorbells,
      int allMemoryKey,
      int vportOffset) {
    this.id = id;
    this.object = object;
    this.wq = wq;
    this.cq = cq;
    this.doorbells = doorbells;
    this.allMemoryKey = allMemoryKey;
    this.vportOffset = vportOffset;
    this.pending = new int[wq.size() / Wqe.BASIC_UNIT];
    this.cookies = new long[pending.length];
  }

  /** The id in doorbells and completions. */
  public int id() {
    return id;
  }

  /** The handle of the WQ object. */
  public long object() {
    return object;
  }

  /** The id of the CQ. */
  public int cqId() {
    return cq.id();
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
    if (bytes > wq.free() || next - first >= pending.length) {
      full++;
      return false;
    }
    writeHeader(packet, oob);
    writeShortOob(packet, isLong);
    if (isLong) {
      writeLongOob(packet);
    }
    writeSges(packet, Wqe.SIZE + oob);
    int slot = next & (pending.length - 1);
    pending[slot] = packet.suppressCompletion ? bytes | SUPPRESSED : bytes;
    cookies[slot] = cookie;
    next++;
    wq.push(bytes);
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
    int slot = next & (pending.length - 1);
    pending[slot] = bytes;
    cookies[slot] = cookie;
    next++;
    wq.push(bytes);
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
    MemorySegment ring = wq.memory();
    for (int i = 0; i < packet.sges; i++) {
      long at = wq.at(from + i * Sge.SIZE);
      Sge.ADDRESS.set(ring, at, packet.addresses[i]);
      Sge.MEM_KEY.set(ring, at, packet.keyed(i) ? packet.keys[i] : allMemoryKey);
      Sge.BUFFER_SIZE.set(ring, at, packet.lengths[i]);
    }
  }

  /** Hands everything posted since the last call to the device. */
  public void ring() {
    if (rung != wq.head()) {
      rung = wq.head();
      doorbells.sq(id, rung);
    }
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
        || first == next) {
      unexpected++;
      return;
    }
    // A frame without completion is known to be gone when a later one completes, or by its error.
    int errorUnit = TxCqe.TX_WQE_OFFSET.of(place);
    boolean last = false;
    while (!last && first != next) {
      int slot = first & (pending.length - 1);
      boolean suppressed = (pending[slot] & SUPPRESSED) != 0;
      last = !suppressed || (type != OKAY && atUnit(errorUnit));
      wq.release(pending[slot] & -Wqe.BASIC_UNIT);
      first++;
      if (handler != null) {
        handler.sent(cookies[slot], last ? type : OKAY);
      }
    }
  }

  /** Whether the oldest WQE starts at unit {@code unit} of the ring. */
  private boolean atUnit(int unit) {
    int units = pending.length - 1;
    return ((wq.tail() / Wqe.BASIC_UNIT) & units) == (unit & units);
  }

  /** Reports consumption and asks for one event at the next completion. */
  public void arm() {
    cq.arm();
  }

  /** Whether there was a completion event since the last call. */
  public boolean takeEvent() {
    return cq.takeSignal();
  }

  /** Completion events seen in all. */
  public long events() {
    return cq.events();
  }

  /** Moderates the completion events; 0 and 0 is no moderation. */
  public void moderate(int comps, int micros) {
    doorbells.moderate(cq.id(), comps, micros);
  }

  /** WQEs posted and not completed. */
  public int outstanding() {
    return next - first;
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

  /** Completions that fit no posted frame. */
  public long unexpected() {
    return unexpected + cq.overruns();
  }

  /** Completions of any type but success. */
  public long errors() {
    return Arrays.stream(completions).sum() - completions[OKAY];
  }

  Cq cq() {
    return cq;
  }

  WorkQueue workQueue() {
    return wq;
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
