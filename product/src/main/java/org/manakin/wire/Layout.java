package org.manakin.wire;

import java.util.ArrayList;
import java.util.List;

/**
 * A fixed little-endian layout, declared field by field in order; offsets are counted here and
 * nowhere else.
 *
 * <p>A layout class holds one private {@code Layout}, and a {@code static final} field object for
 * each name of the specification:
 *
 * <pre>{@code
 * private static final Layout L = Layout.after(RequestHeader.LAYOUT, "GDMA_DISABLE_QUEUE request");
 * public static final U32 TYPE = L.u32("type");
 * public static final U32 QUEUE_INDEX = L.u32("queue_index");
 * public static final int SIZE = L.size();
 * }</pre>
 *
 * Being {@code static final} records, the field objects fold to constant offsets in compiled code.
 * Declared while a class is initialised, by that one thread; afterwards read only.
 */
public final class Layout {
  private final String name;
  private final List<Field> fields = new ArrayList<>();
  private final List<Bits> bits = new ArrayList<>();
  private int size;

  private Layout(String name, int size) {
    this.name = name;
    this.size = size;
  }

  /** A layout that starts at byte 0. */
  public static Layout of(String name) {
    return new Layout(name, 0);
  }

  /**
   * A layout whose own fields follow those of {@code header}; offsets count from the start of the
   * header.
   */
  public static Layout after(Layout header, String name) {
    return new Layout(name, header.size);
  }

  public U8 u8(String field) {
    return add(new U8(field, size), U8.BYTES);
  }

  public U16 u16(String field) {
    return add(new U16(field, size), U16.BYTES);
  }

  public U32 u32(String field) {
    return add(new U32(field, size), U32.BYTES);
  }

  public U64 u64(String field) {
    return add(new U64(field, size), U64.BYTES);
  }

  /** A run of {@code length} bytes in wire order, for instance a MAC address or a text. */
  public Bytes bytes(String field, int length) {
    return add(new Bytes(field, size, length), length);
  }

  /** Bytes that no driver and no device gives a meaning; written as zero, not read. */
  public Layout reserved(int bytes) {
    size += bytes;
    return this;
  }

  /**
   * Names {@code width} bits of an integer field of this layout, bit 0 being the least significant.
   */
  public Bits bits(Field word, String field, int shift, int width) {
    if (!fields.contains(word)) {
      throw new IllegalArgumentException(name + " has no field " + word.name());
    }
    Bits b = new Bits(word.name() + "." + field, word.offset(), shift, width);
    bits.add(b);
    return b;
  }

  /**
   * Bytes from offset 0 to the end of the last declared field. Called between declarations it is
   * the size of an older version.
   */
  public int size() {
    return size;
  }

  public String name() {
    return name;
  }

  public List<Field> fields() {
    return List.copyOf(fields);
  }

  public List<Bits> bits() {
    return List.copyOf(bits);
  }

  private <F extends Field> F add(F field, int bytes) {
    fields.add(field);
    size += bytes;
    return field;
  }
}
