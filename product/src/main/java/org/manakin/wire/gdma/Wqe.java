package org.manakin.wire.gdma;

import org.manakin.wire.Bits;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * A work queue entry: this header, the inline out-of-band data, then the list of {@link Sge}, which
 * starts at a multiple of 16 bytes and may continue at the start of the ring; the whole is padded
 * to basic units (GDMA specification, WQE layout). Written by the driver.
 */
public final class Wqe {
  public static final Layout LAYOUT = Layout.of("WQE header");

  /** Bytes; every WQE starts at and fills a multiple. */
  public static final int BASIC_UNIT = 32;

  public static final int MAX_SQ_BYTES = 512;
  public static final int MAX_RQ_BYTES = 256;
  public static final int SGL_ALIGNMENT = 16;

  /** {@link #INLINE_OOB_SIZE} of 8 bytes, with the list at byte 16. */
  public static final int OOB_CODE_8 = 2;

  /** {@link #INLINE_OOB_SIZE} of 24 bytes, with the list at byte 32. */
  public static final int OOB_CODE_24 = 6;

  /** {@link #INLINE_OOB_SIZE} of 32 bytes, with the list at byte 48. */
  public static final int OOB_CODE_32 = 7;

  public static final U32 VBYTES = LAYOUT.u32("vbytes");

  /** RNIC queues of libmana: SGEs that only fill up, counted in {@link #NUM_SGE}. */
  public static final Bits PADDING_SGES = LAYOUT.bits(VBYTES, "padding_sges", 0, 5);

  /** Segmentation: the low 8 bits of the first SGE's size. */
  public static final Bits LAST_VBYTES = LAYOUT.bits(VBYTES, "last_vbytes", 24, 8);

  public static final U32 FLAGS = LAYOUT.u32("flags");
  public static final Bits NUM_SGE = LAYOUT.bits(FLAGS, "num_sge", 0, 8);

  /** A code, bytes / 4 except for 32 bytes; unknown codes count as 8 bytes. */
  public static final Bits INLINE_OOB_SIZE = LAYOUT.bits(FLAGS, "inline_oob_size", 8, 3);

  /** The first SGE holds the headers of a frame to be segmented. */
  public static final Bits CLIENT_OOB_IN_SGL = LAYOUT.bits(FLAGS, "client_oob_in_sgl", 11, 1);

  /** SQ: payload bytes per segment. */
  public static final Bits CLIENT_DATA_UNIT = LAYOUT.bits(FLAGS, "client_data_unit", 16, 14);

  /** RNIC queues of libmana: check the sequence number. */
  public static final Bits CHECK_SN = LAYOUT.bits(FLAGS, "check_sn", 30, 1);

  /** The list's place holds immediate data. */
  public static final Bits SGL_DIRECT = LAYOUT.bits(FLAGS, "sgl_direct", 31, 1);

  public static final int SIZE = LAYOUT.size();

  private Wqe() {}
}
