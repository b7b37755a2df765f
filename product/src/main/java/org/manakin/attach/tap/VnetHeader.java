package org.manakin.attach.tap;

import org.manakin.linux.Tap;
import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U8;

/** The virtio-net header in front of each frame of a TAP: what of the frame is still to be done. */
final class VnetHeader {
  private static final Layout L = Layout.of("virtio_net_hdr");
  static final U8 FLAGS = L.u8("flags");
  static final U8 GSO_TYPE = L.u8("gso_type");
  static final U16 HEADER_LENGTH = L.u16("hdr_len");
  static final U16 GSO_SIZE = L.u16("gso_size");
  static final U16 CHECKSUM_START = L.u16("csum_start");
  static final U16 CHECKSUM_OFFSET = L.u16("csum_offset");
  static final U16 BUFFERS = L.u16("num_buffers");
  static final int SIZE = Tap.HEADER_BYTES;

  /** The checksum at {@link #CHECKSUM_OFFSET} behind {@link #CHECKSUM_START} is partial. */
  static final int NEEDS_CHECKSUM = 1;

  /** The checksums were verified. */
  static final int DATA_VALID = 2;

  static final int GSO_NONE = 0;
  static final int GSO_TCP4 = 1;
  static final int GSO_TCP6 = 4;

  /** May be or-ed to a type: a segment carries ECN's congestion window reduced. */
  static final int GSO_ECN = 0x80;

  private VnetHeader() {}
}
