package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class TraceTest {
  private static Trace of(int... words) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(words);
    return Trace.parse(bytes.array());
  }

  @Test
  void numbersGoOnBeyondTheirWords() throws IOException {
    Trace trace = of(0x7fff_ffff, 0x8000_0010, 0xffff_ffff, 5, 0x4000_0000);
    assertThat(trace.unwrapped(1, 0))
        .containsExactly(0x7fff_ffffL, 0x8000_0010L, 0xffff_ffffL, 0x1_0000_0005L, 0x1_4000_0000L);
  }

  @Test
  void whatArrivedBeforeTheEpochIsNegative() throws IOException {
    assertThat(of(7, -3, 8, 2).unwrapped(2, 1)).containsExactly(-3, 2);
  }

  @Test
  void refusesPartsOfWords() {
    assertThatThrownBy(() -> Trace.parse(new byte[5]))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("5 bytes");
  }
}
