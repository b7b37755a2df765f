package org.manakin.attach.vnet;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U8;

/** The layout of the header, in the byte order of the machine. */
public final class VnetHeader {
  private static final Layout L = Layout.of("virtio_net_hdr");
  public static final U8 FLAGS = L.u8("flags");
  public static final U8 GSO_TYPE = L.u8("gso_type");
  public static final U16 HEADER_LENGTH = L.u16("hdr_len");
  public static final U16 GSO_SIZE = L.u16("gso_size");
  public static final U16 CHECKSUM_START = L.u16("csum_start");
  public static final U16 CHECKSUM_OFFSET = L.u16("csum_offset");

  /** Bytes without the number of buffers. */
  public static final int SHORT_SIZE = L.size();

  /** How many receive buffers the frame lies in. */
  public static final U16 BUFFERS = L.u16("num_buffers");

  public static final int SIZE = L.size();

  /** The checksum at {@link #CHECKSUM_OFFSET} behind {@link #CHECKSUM_START} is partial. */
  public static final int NEEDS_CHECKSUM = 1;

  /** The checksums were verified. */
  public static final int DATA_VALID = 2;

  public static final int GSO_NONE = 0;
  public static final int GSO_TCP4 = 1;
  public static final int GSO_TCP6 = 4;

  /** May be or-ed to a type: the first segment carries ECN's congestion window reduced. */
  public static final int GSO_ECN = 0x80;

  static final int TCP_CHECKSUM = 16;
  static final int UDP_CHECKSUM = 6;

  private VnetHeader() {}
}
