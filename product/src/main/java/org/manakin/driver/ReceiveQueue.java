package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.Cqe;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxCqeType;
import org.manakin.wire.mana.RxPpi;
import org.manakin.wire.mana.RxPpiPair;

/**
 * An RQ and its CQ. Posting writes WQEs, {@link #ring} hands them to the device, {@link #poll}
 * takes received frames, in the order of their buffers. Nothing is allocated. One thread.
 */
public final class ReceiveQueue extends CompletingQueue implements Inspectable {
  /** SGEs of one buffer. */
  public static final int MAX_SGES = 15;

  // RQ WQEs carry 8 bytes of inline OOB that nobody writes.
  private static final int SGL = Wqe.SIZE + 8;

  private final int allMemoryKey;
  private final RxPacket packet = new RxPacket();

  // By slot: how many bytes the buffer takes.
  private final int[] capacities;

  private final long[] oneAddress = new long[1];
  private final int[] oneLength = new int[1];

  private long frames;
  private long frameBytes;
  private long fences;
  private long truncated;
  private long coalesced;

  ReceiveQueue(int id, long object, WorkQueue wq, Cq cq, DoorbellPage doorbells, int allMemoryKey) {
    super(id, object, wq, cq, doorbells);
    this.allMemoryKey = allMemoryKey;
    this.capacities = new int[slots()];
  }

  /** Posts a buffer of one piece; false if the ring is full. */
  public boolean post(long address, int bytes, long cookie) {
    oneAddress[0] = address;
    oneLength[0] = bytes;
    return post(oneAddress, oneLength, 1, cookie);
  }

  /**
   * Posts a buffer of {@code pieces} pieces; false if the ring is full.
   *
   * @param cookie comes back with the frame
   * @throws IllegalArgumentException if there are not 1 to {@value #MAX_SGES} pieces
   */
  public boolean post(long[] addresses, int[] lengths, int pieces, long cookie) {
    if (pieces < 1 || pieces > MAX_SGES) {
      throw new IllegalArgumentException(pieces + " is not 1 to " + MAX_SGES + " pieces");
    }
    int bytes = WorkQueue.roundToUnit(SGL + pieces * Sge.SIZE);
    if (bytes > wq.free()) {
      return false;
    }
    MemorySegment ring = wq.memory();
    long at = wq.at(0);
    Wqe.VBYTES.set(ring, at, 0);
    Wqe.FLAGS.set(ring, at, Wqe.NUM_SGE.place(pieces) | Wqe.INLINE_OOB_SIZE.place(Wqe.OOB_CODE_8));
    int capacity = 0;
    for (int i = 0; i < pieces; i++) {
      wq.writeSge(SGL + i * Sge.SIZE, addresses[i], allMemoryKey, lengths[i]);
      capacity += lengths[i];
    }
    capacities[push(bytes, cookie)] = capacity;
    return true;
  }

  @Override
  void ringAt(int head) {
    doorbells.rq(id, head);
  }

  /**
   * Takes up to {@code budget} completions and hands their frames to {@code handler}; one
   * completion can carry eight.
   *
   * @return completions taken
   */
  public int poll(RxHandler handler, int budget) {
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

  private void complete(long at, RxHandler handler) {
    MemorySegment memory = cq.memory();
    int info = Cqe.CQE_INFO.get(memory, at);
    if (Cqe.WQ_NUM.of(info) != id || Cqe.IS_SQ.in(info)) {
      unexpected++;
      return;
    }
    packet.flags = RxCqe.FLAGS.get(memory, at);
    packet.truncated = false;
    switch (RxCqe.CQE_TYPE.of(RxCqe.TYPE_INFO.get(memory, at))) {
      case RxCqeType.OKAY -> single(at, handler);
      case RxCqeType.COALESCED_4 -> four(at, handler);
      case RxCqeType.COALESCED_8 -> eight(at, handler);
      case RxCqeType.OBJECT_FENCE -> fences++;
      case RxCqeType.TRUNCATED -> cut(at, handler);
      default -> unexpected++;
    }
  }

  private void single(long at, RxHandler handler) {
    long ppi = at + RxCqe.PPI.offset();
    packet.coalesced = 1;
    packet.hash = RxPpi.PKT_HASH.get(cq.memory(), ppi);
    take(RxPpi.PKT_LEN.get(cq.memory(), ppi), handler);
  }

  private void cut(long at, RxHandler handler) {
    truncated++;
    packet.truncated = true;
    single(at, handler);
  }

  private void four(long at, RxHandler handler) {
    MemorySegment memory = cq.memory();
    long ppi = at + RxCqe.PPI.offset();
    int n = 0;
    while (n < RxCqe.PPI_COUNT && RxPpi.PKT_LEN.get(memory, ppi + (long) n * RxPpi.SIZE) != 0) {
      n++;
    }
    startCoalesced(n);
    for (int i = 0; i < n; i++) {
      long p = ppi + (long) i * RxPpi.SIZE;
      packet.hash = RxPpi.PKT_HASH.get(memory, p);
      take(RxPpi.PKT_LEN.get(memory, p), handler);
    }
  }

  private void eight(long at, RxHandler handler) {
    int n = 0;
    while (n < 2 * RxCqe.PPI_COUNT && lengthOfEight(at, n) != 0) {
      n++;
    }
    startCoalesced(n);
    for (int i = 0; i < n; i++) {
      long pair = pair(at, i);
      packet.hash =
          (i & 1) == 0
              ? RxPpiPair.PKT_HASH0.get(cq.memory(), pair)
              : RxPpiPair.PKT_HASH1.get(cq.memory(), pair);
      take(lengthOfEight(at, i), handler);
    }
  }

  private int lengthOfEight(long at, int i) {
    long pair = pair(at, i);
    return (i & 1) == 0
        ? RxPpiPair.PKT_LEN0.get(cq.memory(), pair)
        : RxPpiPair.PKT_LEN1.get(cq.memory(), pair);
  }

  private static long pair(long at, int i) {
    return at + RxCqe.PPI.offset() + (long) (i >> 1) * RxPpiPair.SIZE;
  }

  private void startCoalesced(int n) {
    packet.coalesced = n;
    coalesced++;
    if (n == 0) {
      unexpected++;
    }
  }

  /** The oldest buffer now holds a frame of {@code length} bytes. */
  private void take(int length, RxHandler handler) {
    if (outstanding() == 0) {
      unexpected++;
      return;
    }
    int slot = oldest();
    retire();
    if (!packet.truncated) {
      if (length == 0 || length > capacities[slot]) {
        unexpected++;
        packet.truncated = true;
      } else {
        frames++;
        frameBytes += length;
      }
    }
    packet.cookie = cookie(slot);
    packet.length = length;
    handler.received(packet);
  }

  /** Frames received whole. */
  public long frames() {
    return frames;
  }

  /** Bytes of the frames received whole. */
  public long frameBytes() {
    return frameBytes;
  }

  /** Fence completions seen. */
  public long fences() {
    return fences;
  }

  /** Frames lost because their buffer was too small. */
  public long truncated() {
    return truncated;
  }

  /** Completions in a form for several frames. */
  public long coalesced() {
    return coalesced;
  }

  @Override
  public void inspect(Node node) {
    node.value("id", id)
        .value("cq", cq.id())
        .value("frames", frames)
        .value("frame_bytes", frameBytes)
        .value("outstanding", outstanding())
        .value("truncated", truncated)
        .value("coalesced", coalesced)
        .value("fences", fences)
        .value("events", cq.events())
        .value("unexpected", unexpected());
  }
}
