package org.manakin.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What may be left in an adapter after its driver let go of it. */
final class Left {
  private Left() {}

  /**
   * The interface is down: no send or receive queue but those of the hardware channel, and no
   * region.
   */
  static void overAfterDown(Map<String, Object> adapter) {
    Map<?, ?> gdma = (Map<?, ?>) Objects.requireNonNull(adapter.get("gdma"));
    List<Object> left = new ArrayList<>();
    for (String kind : List.of("sqs", "rqs", "cqs", "regions")) {
      left.add(Objects.requireNonNull(gdma.get(kind)));
    }
    assertThat(left).containsExactly(1L, 1L, 1L, 0L);
  }

  /** The driver is gone: nothing at all. */
  static void overAfterRemoval(Map<String, Object> adapter) {
    assertThat(adapter.get("state")).isEqualTo("IDLE");
    assertThat(adapter).doesNotContainKeys("gdma", "ethernet");
  }
}
