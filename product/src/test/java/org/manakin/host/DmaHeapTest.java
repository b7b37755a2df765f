package org.manakin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class DmaHeapTest {
  private static final int PAGES = 64;

  private final DmaHeap heap = new DmaHeap(PAGES * 4096L);

  @Test
  void everythingIsWholePages() {
    assertThat(heap.take(1)).isZero();
    assertThat(heap.take(4097)).isEqualTo(4096);
    assertThat(heap.take(4096)).isEqualTo(3 * 4096);
    assertThat(heap.usedBytes()).isEqualTo(4 * 4096);
  }

  @Test
  void whatIsGivenBackBecomesOneRunAgain() {
    var random = new SplittableRandom(3);
    for (int round = 0; round < 200; round++) {
      List<Long> taken = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        taken.add(heap.take(1 + random.nextInt(3 * 4096)));
      }
      assertThat(taken).doesNotHaveDuplicates();
      while (!taken.isEmpty()) {
        heap.give(taken.remove(random.nextInt(taken.size())));
      }
    }
    assertThat(heap.usedBytes()).isZero();
    assertThat(heap.take(PAGES * 4096L)).isZero();
  }

  @Test
  void exhaustionAndForeignPlacesAreErrors() {
    heap.take((PAGES - 1) * 4096L);
    assertThatThrownBy(() -> heap.take(8192))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no 8192 contiguous bytes");
    assertThatThrownBy(() -> heap.give(4096))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0x1000");
  }
}
