package org.manakin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NodeTest {
  private final Inspectable queue = node -> node.value("head", 3).value("armed", true);
  private final Inspectable adapter =
      node -> {
        node.value("state", "running").child("queue", queue);
        node.item("regions").value("at", 0).value("size", 4096);
        node.item("regions");
        node.child("queue").value("tail", 9);
      };

  @Test
  void isShownAsIndentedText() {
    assertThat(Node.of(adapter).toText())
        .isEqualTo(
            """
            state: running
            queue
              head: 3
              armed: true
              tail: 9
            regions
              - at: 0
                size: 4096
              -
            """);
  }

  @Test
  void isGivenAsPlainMapsAndLists() {
    assertThat(Node.of(adapter).toMap())
        .containsExactly(
            entry("state", "running"),
            entry("queue", Map.of("head", 3L, "armed", true, "tail", 9L)),
            entry("regions", List.of(Map.of("at", 0L, "size", 4096L), Map.of())));
  }

  @Test
  void aNameGivenTwiceTakesTheLaterValue() {
    Node node = new Node().value("a", 1).value("b", 2).value("a", "three");

    assertThat(node.toMap()).containsExactly(entry("a", "three"), entry("b", 2L));
  }

  @Test
  void aFailureInOneBranchLeavesTheRest() {
    Inspectable broken =
        node -> {
          node.value("before", 1);
          throw new IllegalStateException("torn");
        };
    Node node = Node.of(root -> root.child("broken", broken).value("after", 2));

    assertThat(node.toMap())
        .containsEntry("after", 2L)
        .containsEntry(
            "broken",
            Map.of("before", 1L, "inspection_failed", "java.lang.IllegalStateException: torn"));
  }
}
