package org.manakin.wire.gdma;

import org.manakin.wire.Layout;
import org.manakin.wire.U32;

/**
 * Request of {@link GdmaCommand#GENERATE_TEST_EQE}: post a {@link EqeType#TEST_EVENT}. The response
 * is a header alone.
 */
public final class GenerateTestEqeRequest {
  public static final Layout LAYOUT =
      Layout.after(RequestHeader.LAYOUT, "GDMA_GENERATE_TEST_EQE request");

  /** EQ id. */
  public static final U32 QUEUE_INDEX = LAYOUT.u32("queue_index");

  public static final int SIZE = LAYOUT.size();

  private GenerateTestEqeRequest() {}
}
