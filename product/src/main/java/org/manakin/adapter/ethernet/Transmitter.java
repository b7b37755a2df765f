package org.manakin.adapter.ethernet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.WqeView;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Counters;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Port;
import org.manakin.packet.Segmenter;
import org.manakin.packet.Unfinished;
import org.manakin.packet.VlanTag;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

/**
 * Turns a send WQE into a frame and hands it over: lifts the headers into private memory, checks
 * them, inserts the tag, fills checksums, cuts large sends. Payload stays where the guest put it.
 *
 * <p>One per vPort; the service thread only.
 */
final class Transmitter {
  /** Headers of any send fit this; drivers keep those of large sends below 256 bytes. */
  private static final int LIFTED = 256;

  private static final int HEADROOM = VlanTag.BYTES;
  private static final ValueLayout.OfShort ETHER_TYPE =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** Above the largest send of any driver; keeps lengths within an int. */
  private static final int MAX_SEND = 1 << 20;

  /**
   * What the largest send of a driver gives with the smallest segments in use; bounds the work of
   * one WQE.
   */
  private static final int MAX_SEGMENTS = 1024;

  private final GuestMemory memory;
  private final EthernetConfig config;
  private final MacAddress mac;
  private final VportPort outside;
  private final Counters<EthernetCounter> counters;
  private final MemorySegment lifted = Arena.ofAuto().allocate(HEADROOM + LIFTED, 8);
  private final Frame raw = new Frame();
  private final Frame frame = new Frame();
  private final Segmenter segmenter = new Segmenter(Arena.ofAuto());
  private long sentBytes;

  Transmitter(
      GuestMemory memory,
      EthernetConfig config,
      MacAddress mac,
      VportPort outside,
      Counters<EthernetCounter> counters) {
    this.memory = memory;
    this.config = config;
    this.mac = mac;
    this.outside = outside;
    this.counters = counters;
  }

  /** Bytes that the last {@link #send} put on the wire. */
  long sentBytes() {
    return sentBytes;
  }

  /**
   * Sends what the WQE describes.
   *
   * @return a code of {@link TxCqeType}; the frame is gone whatever it says
   */
  int send(WqeView wqe, Client client, int cqId) {
    sentBytes = 0;
    int oob0 = TxOob.SHORT0.get(wqe.image(), Wqe.SIZE);
    int verdict = checkOob(wqe, oob0, cqId);
    if (verdict == TxCqeType.OKAY) {
      verdict = gather(wqe, client);
    }
    if (verdict == TxCqeType.OKAY) {
      verdict = lift(tag(wqe, oob0));
    }
    if (verdict == TxCqeType.OKAY) {
      Port out = outside.out();
      verdict = wqe.clientOobInSgl() ? sendLarge(wqe.clientDataUnit(), out) : sendOne(oob0, out);
    }
    return verdict;
  }

  private int checkOob(WqeView wqe, int oob0, int cqId) {
    boolean isLong = TxOob.PKT_FMT.of(oob0) == TxOob.FORMAT_LONG;
    boolean known =
        isLong ? wqe.oobBytes() == TxOob.SIZE_LONG : TxOob.PKT_FMT.of(oob0) == TxOob.FORMAT_SHORT;
    if (!known || TxOob.VCQ_NUM.of(oob0) != cqId) {
      return fail(EthernetCounter.TX_ERR_INVALID_OOB, TxCqeType.INVALID_OOB);
    }
    boolean offset =
        TxOob.SHORT_VP_OFFSET.in(TxOob.SHORT1.get(wqe.image(), Wqe.SIZE))
            || (isLong && TxOob.LONG_VP_OFFSET.in(TxOob.LONG1.get(wqe.image(), Wqe.SIZE)));
    return offset
        ? fail(EthernetCounter.TX_ERR_VPORT_OFFSET, TxCqeType.VPORT_IDX_OUT_OF_RANGE)
        : TxCqeType.OKAY;
  }

  /** The tag to insert, or a negative number. */
  private static int tag(WqeView wqe, int oob0) {
    if (TxOob.PKT_FMT.of(oob0) != TxOob.FORMAT_LONG) {
      return -1;
    }
    int word = TxOob.LONG0.get(wqe.image(), Wqe.SIZE);
    return TxOob.INJECT_VLAN_PRI_TAG.in(word)
        ? TxOob.PCP.of(word) << 13 | TxOob.DEI.of(word) << 12 | TxOob.VLAN_ID.of(word)
        : -1;
  }

  /** Finds the bytes of the frame in guest memory. */
  private int gather(WqeView wqe, Client client) {
    raw.clear();
    for (int i = 0; i < wqe.sges(); i++) {
      long address = wqe.address(i);
      long left = wqe.length(i);
      if (wqe.key(i) != client.gpaKey() || left > MAX_SEND - raw.length()) {
        return fail(EthernetCounter.TX_ERR_GDMA, TxCqeType.GDMA_ERR);
      }
      while (left > 0) {
        long run = Math.min(left, memory.run(address, false));
        long place = memory.locate(address, run, false);
        if (run == 0
            || place == GuestMemory.NOWHERE
            || !raw.add(memory.window(), place, (int) run)) {
          return fail(EthernetCounter.TX_ERR_GDMA, TxCqeType.GDMA_ERR);
        }
        address += run;
        left -= run;
      }
    }
    return raw.length() >= Headers.ETHERNET
        ? TxCqeType.OKAY
        : fail(EthernetCounter.TX_ERR_HEADER, TxCqeType.HDR_PROCESSING_ERROR);
  }

  /**
   * Makes {@link #frame} from private headers, with {@code tci} inserted if it is not negative, and
   * the rest where it lies.
   */
  private int lift(int tci) {
    int own = Math.min(raw.length(), LIFTED);
    raw.copyTo(0, lifted, HEADROOM, own);
    int start = HEADROOM;
    int bytes = own;
    boolean tagged =
        Short.toUnsignedInt(lifted.get(ETHER_TYPE, HEADROOM + VlanTag.OFFSET))
            == Headers.ETHERTYPE_VLAN;
    if (tci >= 0 || tagged) {
      if (!config.vlanAllowed() || (tci >= 0 && tagged)) {
        return fail(EthernetCounter.TX_ERR_VLAN_ENFORCEMENT, TxCqeType.VLAN_TAGGING_VIOLATION);
      }
    }
    if (tci >= 0) {
      start = (int) VlanTag.insert(lifted, HEADROOM, tci);
      bytes += VlanTag.BYTES;
    }
    if (config.sourceCheck() && MacAddress.read(lifted, start + MacAddress.BYTES) != mac.value()) {
      return fail(EthernetCounter.TX_ERR_SA_ENFORCEMENT, TxCqeType.SA_DROP);
    }
    frame.clear();
    frame.add(lifted, start, bytes);
    int skip = own;
    for (int i = 0; i < raw.fragments(); i++) {
      int beyond = raw.length(i) - skip;
      if (beyond > 0) {
        if (!frame.add(raw.segment(i), raw.offset(i) + skip, beyond)) {
          return fail(EthernetCounter.TX_ERR_GDMA, TxCqeType.GDMA_ERR);
        }
        skip = 0;
      } else {
        skip = -beyond;
      }
    }
    frame.headers().parse(lifted, start, bytes, frame.length());
    return outside.guard().allows(frame)
        ? TxCqeType.OKAY
        : fail(EthernetCounter.TX_ERR_SA_ENFORCEMENT, TxCqeType.SA_DROP);
  }

  private int sendOne(int oob0, Port out) {
    Headers h = frame.headers();
    int limit = config.maxFrame() + (h.tagged() ? VlanTag.BYTES : 0);
    if (frame.length() > limit) {
      return fail(EthernetCounter.TX_ERR_MTU_VIOLATION, TxCqeType.MTU_DROP);
    }
    boolean network = TxOob.COMP_IPHDR_CSUM.in(oob0);
    boolean transport =
        (TxOob.COMP_TCP_CSUM.in(oob0) && h.tcp()) || (TxOob.COMP_UDP_CSUM.in(oob0) && h.udp());
    if (network) {
      Checksum.fillIpv4(frame);
    }
    if (transport) {
      if (out.takesUnfinished()) {
        Unfinished.checksum(frame);
      } else {
        Checksum.fillTransport(frame);
        frame.setChecksumVerified(network || Checksum.checkIpv4(frame) != Checksum.Verdict.BAD);
      }
    }
    sent(1, frame.length());
    out.deliver(frame);
    return TxCqeType.OKAY;
  }

  private int sendLarge(int segmentSize, Port out) {
    Headers h = frame.headers();
    int headerBytes = h.payload();
    if (!h.tcp() || segmentSize == 0) {
      return fail(EthernetCounter.TX_ERR_HEADER, TxCqeType.HDR_PROCESSING_ERROR);
    }
    if (headerBytes + segmentSize > config.maxFrame() + (h.tagged() ? VlanTag.BYTES : 0)) {
      return fail(EthernetCounter.TX_ERR_MTU_VIOLATION, TxCqeType.MTU_DROP);
    }
    int payload = frame.length() - headerBytes;
    int segments = Math.max(1, (payload + segmentSize - 1) / segmentSize);
    if (segments > MAX_SEGMENTS) {
      return fail(EthernetCounter.TX_ERR_HEADER, TxCqeType.HDR_PROCESSING_ERROR);
    }
    if (out.takesUnfinished()) {
      Unfinished.superFrame(frame, segmentSize);
      out.deliver(frame);
    } else {
      frame.setSegmentSize(segmentSize);
      if (segmenter.cut(frame, out) == 0) {
        return fail(EthernetCounter.TX_ERR_HEADER, TxCqeType.HDR_PROCESSING_ERROR);
      }
    }
    counters.increment(EthernetCounter.TX_LARGE_SENDS);
    sent(segments, payload + (long) segments * headerBytes);
    return TxCqeType.OKAY;
  }

  private void sent(int packets, long bytes) {
    sentBytes = bytes;
    Direction.TX.count(counters, frame, packets, bytes);
  }

  private int fail(EthernetCounter counter, int type) {
    counters.increment(counter);
    return type;
  }
}
