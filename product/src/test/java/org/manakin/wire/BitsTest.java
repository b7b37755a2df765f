package org.manakin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BitsTest {
  @Test
  void takesOnlyItsOwnBits() {
    Bits middle = new Bits("b", 0, 8, 4);

    assertThat(middle.of(0xfffff5ff)).isEqualTo(5);
    assertThat(middle.of(0xffff_ffff_ffff_f5ffL)).isEqualTo(5);
    assertThat(middle.of(~0x0f00)).isZero();
    assertThat(middle.in(0x0100)).isTrue();
    assertThat(middle.in(~0x0f00)).isFalse();
  }

  @Test
  void theTopBitsAreUnsigned() {
    Bits owner = new Bits("owner", 0, 29, 3);
    assertThat(owner.of(0xe0000000)).isEqualTo(7);
    assertThat(owner.place(7)).isEqualTo(0xe0000000);

    Bits arm = new Bits("arm", 0, 63, 1);
    assertThat(arm.of(Long.MIN_VALUE)).isEqualTo(1);
    assertThat(arm.of(Long.MAX_VALUE)).isZero();
    assertThat(arm.placeLong(1)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void surplusHighBitsAreDropped() {
    Bits three = new Bits("b", 0, 29, 3);
    assertThat(three.place(8)).isZero();
    assertThat(three.place(-1)).isEqualTo(0xe0000000);

    Bits tail = new Bits("tail", 0, 32, 31);
    assertThat(tail.placeLong(-1)).isEqualTo(0x7fff_ffff_0000_0000L);
  }

  @Test
  void aWholeWordIsABitFieldToo() {
    Bits all = new Bits("all", 0, 0, 32);
    assertThat(all.of(0xdeadbeef)).isEqualTo(0xdeadbeef);
    assertThat(all.place(0xdeadbeef)).isEqualTo(0xdeadbeef);
    assertThat(new Bits("high", 0, 32, 32).of(0xdeadbeef_00000000L)).isEqualTo(0xdeadbeef);
    assertThat(new Bits("long", 0, 0, 64).placeLong(-2)).isEqualTo(-2);
  }
}
