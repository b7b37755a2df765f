package org.manakin.adapter.hwc;

import org.manakin.adapter.gdma.EventQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.GenerateTestEqeRequest;

/**
 * GENERATE_TEST_EQE: posts a test event to an EQ, which proves the way to the driver or flushes it.
 */
public final class GenerateTestEqe implements Command {
  private final GdmaFunction function;

  public GenerateTestEqe(GdmaFunction function) {
    this.function = function;
  }

  @Override
  public int code() {
    return GdmaCommand.GENERATE_TEST_EQE;
  }

  @Override
  public int requestSize() {
    return GenerateTestEqeRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    EventQueue eq =
        Named.eq(function, GenerateTestEqeRequest.QUEUE_INDEX.get(request.segment(), 0));
    eq.post(EqeType.TEST_EVENT, 0);
  }
}
