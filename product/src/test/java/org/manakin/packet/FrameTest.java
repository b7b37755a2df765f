package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class FrameTest {

  @Test
  void copiesAnyRangeAcrossFragments() {
    byte[] bytes = Packets.tcp4().payload(40).build();
    Frame frame = Packets.frame(bytes, 30, 30, 31, 60);
    for (int from = 0; from < bytes.length; from++) {
      for (int n = 0; n <= bytes.length - from; n++) {
        byte[] target = new byte[n + 2];
        frame.copyTo(from, MemorySegment.ofArray(target), 1, n);
        assertThat(Arrays.copyOfRange(target, 1, n + 1))
            .isEqualTo(Arrays.copyOfRange(bytes, from, from + n));
        assertThat(target[n + 1]).isZero();
      }
    }
  }

  @Test
  void copyingMoreThanThereIsNamesThePlace() {
    Frame frame = Packets.frame(new byte[60]);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> frame.copyTo(50, MemorySegment.ofArray(new byte[20]), 0, 11))
        .withMessage("frame of 60 bytes has none at 60");
  }

  @Test
  void refusesTheFragmentTooManyAndStaysAsItWas() {
    MemorySegment m = MemorySegment.ofArray(new byte[100]);
    Frame frame = new Frame();
    for (int i = 0; i < Frame.MAX_FRAGMENTS; i++) {
      assertThat(frame.add(m, i, 1)).isTrue();
    }

    assertThat(frame.add(m, 0, 1)).isFalse();
    assertThat(frame.length()).isEqualTo(Frame.MAX_FRAGMENTS);
    assertThat(frame.fragments()).isEqualTo(Frame.MAX_FRAGMENTS);
  }

  @Test
  void clearingForgetsEverything() {
    Frame frame = Packets.frame(Packets.tcp4().vlan(5).payload(40).build());
    frame.setSegmentSize(9);
    frame.setChecksumPartial(true);
    frame.setChecksumVerified(true);

    frame.clear();

    assertThat(frame)
        .usingRecursiveComparison()
        .ignoringFields("segments", "offsets", "lengths")
        .isEqualTo(new Frame());
  }
}
