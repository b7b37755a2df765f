package org.manakin.adapter;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.Bytes;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;
import org.manakin.wire.U8;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;

/**
 * A request under construction: version 1, of the given size, that asks for a header alone as
 * version 1.
 */
public final class Ask {
  /** Any number, to be echoed. */
  private static final int SLOT = 7;

  private static final int ACTIVITY = 0x0123_4567;

  private final MemorySegment m = MemorySegment.ofArray(new byte[RawHwc.MESSAGE]);
  private int bytes;

  private Ask(int code, int bytes) {
    RequestHeader.MSG_TYPE.set(m, 0, code);
    RequestHeader.RESP_MSG_TYPE.set(m, 0, code);
    RequestHeader.HWC_MSG_ID.set(m, 0, SLOT);
    RequestHeader.ACTIVITY_ID.set(m, 0, ACTIVITY);
    version(1).size(bytes).expect(1, ResponseHeader.SIZE);
  }

  public static Ask of(int code, int bytes) {
    return new Ask(code, bytes);
  }

  public Ask version(int version) {
    RequestHeader.MSG_VERSION.set(m, 0, version);
    return this;
  }

  public Ask size(int newBytes) {
    bytes = newBytes;
    RequestHeader.MSG_SIZE.set(m, 0, newBytes);
    return this;
  }

  /** The highest version that the driver understands, and the bytes of its structure. */
  public Ask expect(int version, int size) {
    RequestHeader.RESP_MSG_VERSION.set(m, 0, version);
    RequestHeader.RESP_MSG_SIZE.set(m, 0, size);
    return this;
  }

  public Ask device(int type, int instance) {
    RequestHeader.DEV_TYPE.set(m, 0, type);
    RequestHeader.DEV_INSTANCE.set(m, 0, instance);
    return this;
  }

  public Ask set(U8 field, int value) {
    field.set(m, 0, value);
    return this;
  }

  public Ask set(U16 field, int value) {
    field.set(m, 0, value);
    return this;
  }

  public Ask set(U32 field, int value) {
    field.set(m, 0, value);
    return this;
  }

  public Ask set(U64 field, long value) {
    field.set(m, 0, value);
    return this;
  }

  public Ask set(Bytes field, byte[] value) {
    field.set(m, 0, value);
    return this;
  }

  /** Writes 64-bit values from byte {@code at} on. */
  public Ask list(int at, long... values) {
    for (int i = 0; i < values.length; i++) {
      new U64("item", at + i * Long.BYTES).set(m, 0, values[i]);
    }
    return this;
  }

  public MemorySegment segment() {
    return m;
  }

  public int bytes() {
    return bytes;
  }
}
