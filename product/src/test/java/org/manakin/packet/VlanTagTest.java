package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class VlanTagTest {
  private final byte[] plain = Packets.tcp4().payload(50).build();
  private final byte[] tagged = Packets.tcp4().vlan(0x6123).payload(50).build();

  @Test
  void insertingGivesTheTaggedFrame() {
    byte[] buffer = new byte[plain.length + 10];
    System.arraycopy(plain, 0, buffer, 10, plain.length);

    long start = VlanTag.insert(MemorySegment.ofArray(buffer), 10, 0x6123);

    assertThat(start).isEqualTo(6);
    assertThat(Arrays.copyOfRange(buffer, 6, buffer.length)).isEqualTo(tagged);
  }

  @Test
  void strippingGivesThePlainFrame() {
    byte[] buffer = tagged.clone();

    long start = VlanTag.strip(MemorySegment.ofArray(buffer), 0);

    assertThat(start).isEqualTo(4);
    assertThat(Arrays.copyOfRange(buffer, 4, buffer.length)).isEqualTo(plain);
  }

  @Test
  void controlInformationIsPriorityDeiAndId() {
    int tci = VlanTag.tci(5, true, 0xabc);

    assertThat(tci).isEqualTo(0xbabc);
    assertThat(VlanTag.priority(tci)).isEqualTo(5);
    assertThat(VlanTag.dropEligible(tci)).isTrue();
    assertThat(VlanTag.id(tci)).isEqualTo(0xabc);
    assertThat(VlanTag.tci(0, false, 7)).isEqualTo(7);
    assertThat(VlanTag.tci(8, false, 0x1001)).as("surplus bits").isEqualTo(1);
  }
}
