package org.manakin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.manakin.observe.EventRing.Event;

class EventRingTest {
  private long now = 1_000;
  private final EventRing ring = new EventRing(() -> now, 3);

  @Test
  void keepsTheLastOnesOldestFirst() {
    for (String text : new String[] {"a", "b", "c", "d", "e"}) {
      ring.add(text);
      now += 10;
    }

    assertThat(ring.events())
        .containsExactly(
            new Event(2, 1_020, "c"), new Event(3, 1_030, "d"), new Event(4, 1_040, "e"));
    assertThat(ring.total()).isEqualTo(5);
  }

  @Test
  void anUnfilledRingShowsWhatThereIs() {
    assertThat(ring.events()).isEmpty();
    ring.add("only");

    assertThat(ring.events()).containsExactly(new Event(0, 1_000, "only"));
  }

  @Test
  void showsHowLongAgo() {
    ring.add("reset");
    now += 5_000_000;

    assertThat(Node.of(ring).toText())
        .isEqualTo(
            """
            total: 1
            latest
              - number: 0
                microseconds_ago: 5000
                text: reset
            """);
  }

  @Test
  void aRingOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new EventRing(() -> 0, 0));
  }
}
