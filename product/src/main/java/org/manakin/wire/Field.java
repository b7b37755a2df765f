package org.manakin.wire;

/**
 * One named place in a {@link Layout}: {@code offset} counts bytes from the start of the whole
 * structure, header included.
 */
public sealed interface Field permits U8, U16, U32, U64, Bytes {
  String name();

  int offset();

  /** Bytes that the field occupies. */
  int size();
}
