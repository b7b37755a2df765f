package org.manakin.adapter.hwc;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;

/**
 * The answer to one request. A command writes its fields at their offsets in {@link #segment()};
 * everything else is zero. The version never exceeds what the driver asked for, and no byte beyond
 * the size it asked for is sent.
 */
public final class Response {
  private final MemorySegment segment;
  private int length;

  Response(MemorySegment segment) {
    this.segment = segment;
  }

  /** Makes this the empty, successful answer to {@code request} in at most {@code version}. */
  void answer(Request request, int version) {
    MemorySegment from = request.segment();
    segment.fill((byte) 0);
    int asked = RequestHeader.RESP_MSG_SIZE.get(from, 0);
    length = Math.clamp(asked, ResponseHeader.SIZE, (int) segment.byteSize());
    ResponseHeader.MSG_TYPE.set(segment, 0, request.code());
    ResponseHeader.MSG_VERSION.set(
        segment, 0, Math.clamp(RequestHeader.RESP_MSG_VERSION.get(from, 0), 1, version));
    ResponseHeader.HWC_MSG_ID.set(segment, 0, RequestHeader.HWC_MSG_ID.get(from, 0));
    ResponseHeader.MSG_SIZE.set(segment, 0, length);
    ResponseHeader.DEV_TYPE.set(segment, 0, request.deviceType());
    ResponseHeader.DEV_INSTANCE.set(segment, 0, request.deviceInstance());
    ResponseHeader.ACTIVITY_ID.set(segment, 0, RequestHeader.ACTIVITY_ID.get(from, 0));
  }

  /** Makes this a refusal: the header alone. */
  void refuse(Request request, int status) {
    answer(request, 1);
    length = ResponseHeader.SIZE;
    ResponseHeader.MSG_SIZE.set(segment, 0, length);
    ResponseHeader.STATUS.set(segment, 0, status);
  }

  /** Says that the command went well so far, and more pages are expected. */
  void expectMore() {
    ResponseHeader.STATUS.set(segment, 0, Status.MORE_ENTRIES);
  }

  /** The message from its header on. */
  public MemorySegment segment() {
    return segment;
  }

  /** The version of this answer. */
  public int version() {
    return ResponseHeader.MSG_VERSION.get(segment, 0);
  }

  int length() {
    return length;
  }
}
