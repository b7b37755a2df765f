package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class PacketFlowTest {
  private static long[] every(long nanos, int count) {
    long[] times = new long[count];
    for (int i = 0; i < count; i++) {
      times[i] = nanos * i;
    }
    return times;
  }

  @Test
  void tellsLostTwiceAndOvertaken() {
    PacketFlow flow =
        new PacketFlow(
            every(10, 8), new int[] {0, 1, 3, 2, 3, 5, 6}, new long[] {5, 15, 35, 36, 37, 55, 65});
    assertThat(flow.sent()).isEqualTo(8);
    assertThat(flow.lost().count()).isEqualTo(2);
    assertThat(flow.lost().at(0)).isEqualTo(40);
    assertThat(flow.lost().at(1)).isEqualTo(70);
    assertThat(flow.duplicated().count(37, 38)).isEqualTo(1);
    assertThat(flow.duplicated().count()).isEqualTo(1);
    assertThat(flow.reordered().count(36, 37)).isEqualTo(1);
    assertThat(flow.reordered().count()).isEqualTo(1);
    assertThat(flow.arrivals().count()).isEqualTo(6);
    assertThat(flow.trips()).containsExactly(5, 5, 5, 5, 5, 16);
  }

  @Test
  void aNumberThatWasNotSentIsNoArrival() {
    PacketFlow flow = new PacketFlow(every(10, 2), new int[] {0, 2, -1, 1}, every(1, 4));
    assertThat(flow.unknown()).isEqualTo(2);
    assertThat(flow.lost().count()).isZero();
    assertThat(flow.arrivals().count()).isEqualTo(2);
  }

  @Test
  void aGapEndsWithTheNextArrival() {
    PacketFlow flow =
        new PacketFlow(
            every(10, 10), new int[] {0, 1, 6, 7, 8, 9}, new long[] {1, 11, 61, 71, 81, 91});
    assertThat(flow.arrivals().longestGap(0, 1000)).isEqualTo(new Gap(20, 61));
    assertThat(flow.arrivals().longestGap(62, 1000).nanos()).isEqualTo(1);
    assertThat(flow.arrivals().longestGap(30, 31)).isEqualTo(new Gap(20, 61));
    assertThat(flow.arrivals().gaps(30)).containsExactly(new Gap(20, 61));
  }

  @Test
  void aSenderThatDidNotRunLeavesNoGap() {
    PacketFlow flow =
        new PacketFlow(
            new long[] {0, 10, 500, 510}, new int[] {0, 1, 2, 3}, new long[] {2, 12, 503, 512});
    assertThat(flow.arrivals().longestGap(0, 1000)).isEqualTo(new Gap(500, 503));
  }

  @Test
  void whatNeverArrivesAgainIsAGapToTheEnd() {
    PacketFlow flow = new PacketFlow(every(10, 10), new int[] {0, 1}, new long[] {1, 11});
    assertThat(flow.arrivals().longestGap(0, 1000)).isEqualTo(new Gap(20, 90));
  }

  @Test
  void nothingAtAllIsAGapFromTheBeginning() {
    PacketFlow flow = new PacketFlow(every(10, 10), new int[0], new long[0]);
    assertThat(flow.arrivals().longestGap(0, 1000)).isEqualTo(new Gap(0, 90));
    assertThat(flow.lost().count()).isEqualTo(10);
  }

  @Test
  void whatWasNotSentIsNeitherLostNorLate() {
    PacketFlow flow = new PacketFlow(new long[0], new int[0], new long[0]);
    assertThat(flow.sent()).isZero();
    assertThat(flow.lost().count()).isZero();
    assertThat(flow.arrivals().gaps(0)).isEmpty();
  }

  /** Against a model that is slow and obviously right. */
  @Test
  void agreesWithItsDefinitions() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      int sent = 1 + random.nextInt(40);
      List<Integer> arriving = new ArrayList<>();
      for (int i = 0; i < sent; i++) {
        for (int copies = random.nextInt(4); copies > 0; copies -= 2) {
          arriving.add(i);
        }
      }
      for (int swaps = random.nextInt(5); swaps > 0 && arriving.size() > 1; swaps--) {
        int at = random.nextInt(arriving.size() - 1);
        Collections.swap(arriving, at, at + 1);
      }
      int[] sequences = arriving.stream().mapToInt(n -> n).toArray();
      PacketFlow flow = new PacketFlow(every(10, sent), sequences, every(7, sequences.length));
      TreeSet<Integer> seen = new TreeSet<>();
      int twice = 0;
      int overtaken = 0;
      for (int sequence : sequences) {
        if (!seen.isEmpty() && sequence < seen.last() && !seen.contains(sequence)) {
          overtaken++;
        }
        twice += seen.add(sequence) ? 0 : 1;
      }
      assertThat(flow.lost().count()).isEqualTo(sent - seen.size());
      assertThat(flow.duplicated().count()).isEqualTo(twice);
      assertThat(flow.reordered().count()).isEqualTo(overtaken);
    }
  }
}
