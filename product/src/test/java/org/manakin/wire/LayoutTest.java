package org.manakin.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LayoutTest {
  private final MemorySegment m = Arena.ofAuto().allocate(64);

  @Test
  void countsOffsetsInOrderOfDeclaration() {
    Layout layout = Layout.of("x");
    U8 a = layout.u8("a");
    U16 b = layout.reserved(1).u16("b");
    U32 c = layout.u32("c");
    int firstVersion = layout.size();
    Bytes d = layout.bytes("d", 6);
    U64 e = layout.reserved(2).u64("e");

    assertThat(a.offset()).isZero();
    assertThat(b.offset()).isEqualTo(2);
    assertThat(c.offset()).isEqualTo(4);
    assertThat(firstVersion).isEqualTo(8);
    assertThat(d.offset()).isEqualTo(8);
    assertThat(e.offset()).isEqualTo(16);
    assertThat(layout.size()).isEqualTo(24);
    assertThat(layout.fields()).containsExactly(a, b, c, d, e);
  }

  @Test
  void aLayoutAfterAHeaderStartsAtItsEnd() {
    Layout header = Layout.of("header");
    header.reserved(40);
    Layout layout = Layout.after(header, "message");

    assertThat(layout.u32("first").offset()).isEqualTo(40);
    assertThat(layout.size()).isEqualTo(44);
    assertThat(layout.fields()).hasSize(1);
    assertThat(layout.name()).isEqualTo("message");
  }

  @Test
  void bitsOfAnotherLayoutsWordAreRefused() {
    U32 foreign = Layout.of("other").u32("foreign");
    Layout layout = Layout.of("mine");
    U32 word = layout.u32("word");

    assertThatThrownBy(() -> layout.bits(foreign, "b", 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("mine has no field foreign");
    assertThat(layout.bits(word, "b", 3, 2)).isEqualTo(new Bits("word.b", 0, 3, 2));
    assertThat(layout.bits()).hasSize(1);
  }

  @Test
  void fieldsAreLittleEndianAndUnalignedAccessIsFine() {
    Layout layout = Layout.of("x");
    layout.reserved(1);
    U16 a = layout.u16("a");
    U32 b = layout.u32("b");
    U64 c = layout.u64("c");
    a.set(m, 0, 0x0201);
    b.set(m, 0, 0x06050403);
    c.set(m, 0, 0x0e0d0c0b0a090807L);

    for (int i = 1; i <= 14; i++) {
      assertThat(m.get(ValueLayout.JAVA_BYTE, i)).isEqualTo((byte) i);
    }
  }

  @Test
  void smallFieldsAreUnsignedAndDropSurplusBits() {
    Layout layout = Layout.of("x");
    U8 a = layout.u8("a");
    U16 b = layout.u16("b");
    U32 c = layout.u32("c");
    a.set(m, 3, 0x1ff);
    b.set(m, 3, 0x1fffe);
    c.set(m, 3, -2);

    assertThat(a.get(m, 3)).isEqualTo(0xff);
    assertThat(b.get(m, 3)).isEqualTo(0xfffe);
    assertThat(c.get(m, 3)).isEqualTo(-2);
    assertThat(c.unsigned(m, 3)).isEqualTo(0xffff_fffeL);
  }

  @Test
  void accessBeyondTheSegmentIsRefused() {
    U64 last = new U64("last", 60);
    assertThatThrownBy(() -> last.get(m, 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void bytesAreCutOrPadded() {
    Bytes field = new Bytes("text", 2, 4);
    m.fill((byte) 0x7f);
    field.set(m, 1, new byte[] {1, 2});
    assertThat(field.get(m, 1)).containsExactly(1, 2, 0, 0);
    field.set(m, 1, new byte[] {1, 2, 3, 4, 5});
    assertThat(field.get(m, 1)).containsExactly(1, 2, 3, 4);
    assertThat(m.get(ValueLayout.JAVA_BYTE, 2)).isEqualTo((byte) 0x7f);
    assertThat(m.get(ValueLayout.JAVA_BYTE, 7)).isEqualTo((byte) 0x7f);
  }

  @Test
  void textEndsAtTheFirstNulOrAtTheFieldsEnd() {
    Bytes field = new Bytes("text", 0, 6);
    field.set(m, 0, "ab\0cd".getBytes(StandardCharsets.US_ASCII));
    assertThat(field.text(m, 0)).isEqualTo("ab");
    field.set(m, 0, "abcdefgh".getBytes(StandardCharsets.US_ASCII));
    assertThat(field.text(m, 0)).isEqualTo("abcdef");
    field.set(m, 0, new byte[] {'a', '\n', (byte) 0xe4, 27, 'b', 0});
    assertThat(field.text(m, 0)).isEqualTo("a???b");
  }
}
