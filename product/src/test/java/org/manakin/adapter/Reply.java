package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.Bytes;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;

/**
 * An answer as the driver finds it in its buffer.
 *
 * @param bytes that the completion gave as its length
 */
public record Reply(MemorySegment segment, int bytes) {

  public int status() {
    return get(ResponseHeader.STATUS);
  }

  public int version() {
    return get(ResponseHeader.MSG_VERSION);
  }

  /** Asserts success. */
  public Reply ok() {
    assertThat(status()).as("status 0x%x", status()).isEqualTo(Status.SUCCESS);
    return this;
  }

  public int get(U8 field) {
    return field.get(segment, 0);
  }

  public int get(U16 field) {
    return field.get(segment, 0);
  }

  public int get(U32 field) {
    return field.get(segment, 0);
  }

  public long get(U64 field) {
    return field.get(segment, 0);
  }

  public byte[] get(Bytes field) {
    return field.get(segment, 0);
  }

  /** What holds for every answer: echoes, size and version. */
  void assertAnswers(Ask ask) {
    MemorySegment q = ask.segment();
    assertThat(get(ResponseHeader.HDR_TYPE)).isZero();
    assertThat(get(ResponseHeader.MSG_TYPE)).isEqualTo(RequestHeader.MSG_TYPE.get(q, 0));
    assertThat(get(ResponseHeader.HWC_MSG_ID)).isEqualTo(RequestHeader.HWC_MSG_ID.get(q, 0));
    assertThat(get(ResponseHeader.DEV_TYPE)).isEqualTo(RequestHeader.DEV_TYPE.get(q, 0));
    assertThat(get(ResponseHeader.DEV_INSTANCE)).isEqualTo(RequestHeader.DEV_INSTANCE.get(q, 0));
    assertThat(get(ResponseHeader.ACTIVITY_ID)).isEqualTo(RequestHeader.ACTIVITY_ID.get(q, 0));
    assertThat(get(ResponseHeader.MSG_SIZE)).as("size in the header").isEqualTo(bytes);
    assertThat(version()).isBetween(1, Math.max(1, RequestHeader.RESP_MSG_VERSION.get(q, 0)));
    boolean went = status() == Status.SUCCESS || status() == Status.MORE_ENTRIES;
    assertThat(bytes)
        .as("bytes of the response")
        .isEqualTo(went ? RequestHeader.RESP_MSG_SIZE.get(q, 0) : ResponseHeader.SIZE);
  }
}
