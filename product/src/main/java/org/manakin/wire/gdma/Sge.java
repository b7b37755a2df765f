package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/** A scatter-gather entry of a {@link Wqe}; never split at the end of the ring. */
public final class Sge {
  public static final Layout LAYOUT = Layout.of("SGE");

  /** Bus address. */
  public static final U64 ADDRESS = LAYOUT.u64("address");

  public static final U32 MEM_KEY = LAYOUT.u32("mem_key");

  /** Bytes. */
  public static final U32 BUFFER_SIZE = LAYOUT.u32("size");

  public static final int SIZE = LAYOUT.size();

  private Sge() {}
}
