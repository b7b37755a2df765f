package org.manakin.measure.revoke;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Inspectable;

class HostCountersTest {
  private static Inspectable tree(long base) {
    return node -> {
      node.value("up", true);
      node.value("frames", base);
      node.child(
          "nic",
          nic -> {
            nic.value("held", 2 * base);
            nic.value("dropped_silent", base == 0 ? 0 : 3);
            nic.value("dropped_to_self", base);
            nic.value("name", "nic1");
          });
      node.item("rings").value("frames", base).value("rx_not_running", base);
    };
  }

  @Test
  void changesAreFoundByTheirPath() {
    HostCounters changes = HostCounters.of(tree(4)).since(HostCounters.of(tree(0)));
    assertThat(changes.values())
        .containsEntry("frames", 4L)
        .containsEntry("nic/held", 8L)
        .containsEntry("rings/0/frames", 4L)
        .hasSize(6);
    assertThat(HostCounters.of(tree(4)).since(HostCounters.of(tree(4))).values()).isEmpty();
  }

  @Test
  void whatWasNotHandedOnIsTold() {
    HostCounters changes = HostCounters.of(tree(4)).since(HostCounters.of(tree(0)));
    assertThat(changes.losses())
        .containsOnly(Map.entry("nic/dropped_silent", 3L), Map.entry("rings/0/rx_not_running", 4L));
  }
}
