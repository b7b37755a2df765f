package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.manakin.attach.vxlan.MacTable.Lesson;

class MacTableTest {
  @Test
  void findsWhatItLearned() {
    MacTable table = new MacTable(1024);
    for (int i = 1; i <= 100; i++) {
      assertThat(table.find(i)).isEqualTo(MacTable.UNKNOWN);
      assertThat(table.learn(i, i % 7, 0)).isEqualTo(Lesson.NEW);
      assertThat(table.learn(i, i % 7, 1)).isEqualTo(Lesson.KNOWN);
    }
    for (int i = 1; i <= 100; i++) {
      assertThat(table.find(i)).isEqualTo(i % 7);
    }
    assertThat(table.size()).isEqualTo(100);
    assertThat(table.find(0)).isEqualTo(MacTable.UNKNOWN);
  }

  @Test
  void keepsAllBitsOfAddressAndRemote() {
    MacTable table = new MacTable(4);
    assertThat(table.learn(0xfeff_ffff_ffffL, 0xfffe, 0)).isEqualTo(Lesson.NEW);
    assertThat(table.find(0xfeff_ffff_ffffL)).isEqualTo(0xfffe);
    assertThat(table.find(0x7eff_ffff_ffffL)).isEqualTo(MacTable.UNKNOWN);
  }

  @Test
  void anAddressMoves() {
    MacTable table = new MacTable(4);
    assertThat(table.learn(5, 1, 0)).isEqualTo(Lesson.NEW);
    assertThat(table.learn(5, 2, 0)).isEqualTo(Lesson.MOVED);
    assertThat(table.find(5)).isEqualTo(2);
    assertThat(table.size()).isEqualTo(1);
  }

  @Test
  void theLongestSilentMakesRoom() {
    MacTable table = new MacTable(4);
    for (int i = 1; i <= 4; i++) {
      assertThat(table.learn(i, 0, i)).isEqualTo(Lesson.NEW);
    }
    assertThat(table.learn(1, 0, 5)).isEqualTo(Lesson.KNOWN);
    assertThat(table.learn(9, 0, 6)).isEqualTo(Lesson.EVICTED);
    assertThat(table.find(2)).isEqualTo(MacTable.UNKNOWN);
    assertThat(table.find(1)).isZero();
    assertThat(table.find(9)).isZero();
    assertThat(table.size()).isEqualTo(4);
  }

  @Test
  void ageTakesTheOldOnly() {
    MacTable table = new MacTable(64);
    assertThat(table.age(100)).isZero();
    for (int i = 1; i <= 10; i++) {
      table.learn(i, 0, i);
    }
    assertThat(table.age(6)).isEqualTo(5);
    assertThat(table.size()).isEqualTo(5);
    assertThat(table.find(5)).isEqualTo(MacTable.UNKNOWN);
    assertThat(table.find(6)).isZero();
    assertThat(table.learn(5, 3, 7)).isEqualTo(Lesson.NEW);
  }

  @Test
  void aFloodOfAddressesStaysWithinTheTable() {
    MacTable table = new MacTable(256);
    for (long mac = 1; mac <= 100_000; mac++) {
      table.learn(mac, 1, 0);
    }
    assertThat(table.size()).isEqualTo(256);
  }
}
