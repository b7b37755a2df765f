package org.manakin.adapter.gdma;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;

/**
 * A WQE, copied out of the ring once so that the guest cannot change what was checked. A flyweight:
 * each consumer keeps one.
 *
 * <p>Holds the header, the inline OOB of 8, 24 or 32 bytes, and up to 31 SGEs.
 */
public final class WqeView {
  private static final int SHORT_OOB = 8;

  private final MemorySegment image = Arena.ofAuto().allocate(Wqe.MAX_SQ_BYTES, 8);
  private int bytes;
  private int sges;
  private int oobBytes;
  private int flags;
  private long sglAt;

  /**
   * Copies the WQE at ring byte {@code position}.
   *
   * @param available bytes that the driver has posted from there on
   * @return false if the WQE is longer than what was posted, or than a WQE can be
   */
  boolean read(Ring ring, int position, int available) {
    ring.copyOut(position, image, WorkQueue.UNIT);
    flags = Wqe.FLAGS.get(image, 0);
    sges = Wqe.NUM_SGE.of(flags);
    oobBytes = oobBytes(Wqe.INLINE_OOB_SIZE.of(flags));
    sglAt = (Wqe.SIZE + oobBytes + Sge.SIZE - 1L) & -Sge.SIZE;
    bytes = (int) (sglAt + (long) sges * Sge.SIZE + WorkQueue.UNIT - 1) & -WorkQueue.UNIT;
    if (bytes > available || bytes > Wqe.MAX_SQ_BYTES) {
      return false;
    }
    if (bytes > WorkQueue.UNIT) {
      ring.copyOut(position, image, bytes);
      Wqe.FLAGS.set(image, 0, flags);
    }
    return true;
  }

  /**
   * Size codes other than those for 24 and 32 bytes mean 8, as on the device of the published
   * definitions.
   */
  private static int oobBytes(int code) {
    return switch (code) {
      case Wqe.OOB_CODE_24 -> 24;
      case Wqe.OOB_CODE_32 -> 32;
      default -> SHORT_OOB;
    };
  }

  /** Bytes of the WQE in the ring, a multiple of 32. */
  public int bytes() {
    return bytes;
  }

  public int sges() {
    return sges;
  }

  public int oobBytes() {
    return oobBytes;
  }

  /** Whether the first SGE carries client data: the mark of a large send to be segmented. */
  public boolean clientOobInSgl() {
    return Wqe.CLIENT_OOB_IN_SGL.in(flags);
  }

  /** Payload bytes per segment of a large send. */
  public int clientDataUnit() {
    return Wqe.CLIENT_DATA_UNIT.of(flags);
  }

  /** The private copy; the inline OOB starts at byte 8. */
  public MemorySegment image() {
    return image;
  }

  /** Bus address of SGE {@code i}. */
  public long address(int i) {
    return Sge.ADDRESS.get(image, sglAt + (long) i * Sge.SIZE);
  }

  /** Memory key of SGE {@code i}. */
  public int key(int i) {
    return Sge.MEM_KEY.get(image, sglAt + (long) i * Sge.SIZE);
  }

  /** Bytes of SGE {@code i}, unsigned. */
  public long length(int i) {
    return Sge.BUFFER_SIZE.unsigned(image, sglAt + (long) i * Sge.SIZE);
  }
}
