package org.manakin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.junit.jupiter.api.Test;

class CountersTest {
  private enum Queue {
    PACKETS,
    BYTES_SENT
  }

  private final Counters<Queue> counters = new Counters<>(Queue.class);

  @Test
  void countsEachOnItsOwn() {
    counters.increment(Queue.PACKETS);
    counters.increment(Queue.PACKETS);
    counters.add(Queue.BYTES_SENT, 3_000_000_000L);

    assertThat(counters.get(Queue.PACKETS)).isEqualTo(2);
    assertThat(counters.get(Queue.BYTES_SENT)).isEqualTo(3_000_000_000L);
  }

  @Test
  void resetsToZero() {
    counters.add(Queue.PACKETS, 5);
    counters.reset();

    assertThat(counters.get(Queue.PACKETS)).isZero();
  }

  @Test
  void losesNothingWhenThreadsAddConcurrently() throws InterruptedException {
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  counters.addConcurrently(Queue.PACKETS, 1);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(counters.get(Queue.PACKETS)).isEqualTo(80_000);
  }

  @Test
  void showsItsNamesInSnakeCase() {
    counters.add(Queue.BYTES_SENT, 7);

    assertThat(Node.of(counters).toMap())
        .containsExactly(entry("packets", 0L), entry("bytes_sent", 7L));
  }
}
