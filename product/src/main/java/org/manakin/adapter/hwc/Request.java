package org.manakin.adapter.hwc;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.RequestHeader;

/**
 * A request, copied out of guest memory once. Borrowed by a command for the time of its execution.
 */
public final class Request {
  private final MemorySegment segment;
  private int length;

  Request(MemorySegment segment) {
    this.segment = segment;
  }

  void setLength(int bytes) {
    length = bytes;
  }

  /** The message from its header on; the bytes behind {@link #length()} are zero. */
  public MemorySegment segment() {
    return segment;
  }

  /** Bytes that the driver sent. */
  public int length() {
    return length;
  }

  public int code() {
    return RequestHeader.MSG_TYPE.get(segment, 0);
  }

  public int version() {
    return RequestHeader.MSG_VERSION.get(segment, 0);
  }

  public int deviceType() {
    return RequestHeader.DEV_TYPE.get(segment, 0);
  }

  public int deviceInstance() {
    return RequestHeader.DEV_INSTANCE.get(segment, 0);
  }
}
