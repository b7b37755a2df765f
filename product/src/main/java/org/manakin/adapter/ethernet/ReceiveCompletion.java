package org.manakin.adapter.ethernet;

import java.lang.foreign.MemorySegment;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.RssHash;
import org.manakin.wire.mana.RxCqe;
import org.manakin.wire.mana.RxCqeType;
import org.manakin.wire.mana.RxPpi;
import org.manakin.wire.mana.RxPpiPair;

/**
 * The next receive CQE, under construction: one frame, or with coalescing up to four or eight that
 * agree in everything the CQE says of all of them. Guarded like the {@link ReceiveQueue} it belongs
 * to.
 */
final class ReceiveCompletion {
  private static final int CLIENT_TYPE = 1;

  /**
   * What a TCP or UDP packet with good checksums says: drivers believe a transport verdict only
   * with that of the IP header.
   */
  private static final int TCP_GOOD =
      RxCqe.RX_IPHDR_CSUM_SUCCEED.place(1) | RxCqe.RX_TCP_CSUM_SUCCEED.place(1);

  private static final int UDP_GOOD =
      RxCqe.RX_IPHDR_CSUM_SUCCEED.place(1) | RxCqe.RX_UDP_CSUM_SUCCEED.place(1);

  private final MemorySegment image;
  private int packets;
  private int capacity;
  private int flags;
  private int type;

  ReceiveCompletion(MemorySegment image) {
    this.image = image;
  }

  boolean pending() {
    return type != 0;
  }

  boolean full() {
    return packets == capacity;
  }

  /** Whether a frame with these flags can join what is pending. */
  boolean takes(int frameFlags, int perCompletion) {
    return !pending() || (capacity == perCompletion && flags == frameFlags && packets < capacity);
  }

  /**
   * The flags word for a frame: its tag, which is taken out, its hash type, and the verdict on its
   * checksums. Below a bad IP header nothing is said of the transport's.
   */
  int flags(Frame frame, long hash, Checksum.Verdict network, Checksum.Verdict transport) {
    Headers h = frame.headers();
    int word = RxCqe.RX_HASHTYPE.place(RssHash.type(hash));
    if (h.tagged()) {
      word |= RxCqe.RX_VLANTAG_PRESENT.place(1) | RxCqe.RX_VLAN_ID.place(h.tci());
    }
    if (network == Checksum.Verdict.BAD) {
      word |= RxCqe.RX_IPHDR_CSUM_FAIL.place(1);
    } else if (transport == Checksum.Verdict.GOOD && h.transport() != 0) {
      word |= h.tcp() ? TCP_GOOD : UDP_GOOD;
    } else if (transport == Checksum.Verdict.BAD) {
      word |=
          h.tcp() ? RxCqe.RX_TCP_CSUM_FAIL.place(1) : h.udp() ? RxCqe.RX_UDP_CSUM_FAIL.place(1) : 0;
    }
    return word;
  }

  /**
   * Adds a frame of {@code length} bytes whose WQE was at ring byte {@code at}; to be closed when
   * {@link #full()}.
   */
  void add(int frameFlags, int length, long hash, int at, int perCompletion) {
    if (!pending()) {
      start(
          perCompletion == 1
              ? RxCqeType.OKAY
              : perCompletion == 4 ? RxCqeType.COALESCED_4 : RxCqeType.COALESCED_8,
          frameFlags,
          at);
      capacity = perCompletion;
    }
    int value = RssHash.value(hash);
    if (type == RxCqeType.COALESCED_8) {
      long ppi = RxCqe.PPI.offset() + (long) (packets / 2) * RxPpiPair.SIZE;
      if ((packets & 1) == 0) {
        RxPpiPair.PKT_LEN0.set(image, ppi, length);
        RxPpiPair.PKT_HASH0.set(image, ppi, value);
      } else {
        RxPpiPair.PKT_LEN1.set(image, ppi, length);
        RxPpiPair.PKT_HASH1.set(image, ppi, value);
      }
    } else {
      long ppi = RxCqe.PPI.offset() + (long) packets * RxPpi.SIZE;
      RxPpi.PKT_LEN.set(image, ppi, length);
      RxPpi.PKT_HASH.set(image, ppi, value);
    }
    packets++;
  }

  /** Makes this the completion of a frame of which only {@code length} bytes found room. */
  void truncated(int frameFlags, int length, long hash, int at) {
    start(RxCqeType.TRUNCATED, frameFlags, at);
    RxPpi.PKT_LEN.set(image, RxCqe.PPI.offset(), length);
    RxPpi.PKT_HASH.set(image, RxCqe.PPI.offset(), RssHash.value(hash));
  }

  /** Makes this the completion of a fence. */
  void fence() {
    start(RxCqeType.OBJECT_FENCE, 0, 0);
  }

  /** The finished CQE without its last word; nothing is pending afterwards. */
  MemorySegment close() {
    type = 0;
    return image;
  }

  private void start(int newType, int newFlags, int at) {
    image.fill((byte) 0);
    type = newType;
    flags = newFlags;
    packets = 0;
    capacity = 1;
    RxCqe.TYPE_INFO.set(
        image, 0, RxCqe.CQE_TYPE.place(newType) | RxCqe.CLIENT_TYPE.place(CLIENT_TYPE));
    RxCqe.FLAGS.set(image, 0, newFlags);
    RxCqe.RX_WQE_OFFSET.set(image, 0, at);
  }
}
