package org.manakin.loop;

import java.util.Map;
import java.util.Objects;
import org.manakin.adapter.Adapter;
import org.manakin.observe.Node;

/** Looks things up in an adapter's inspection tree. */
final class Tree {
  private Tree() {}

  /** The entry at {@code path}; fails if there is none. */
  static Object at(Adapter adapter, String... path) {
    Object entry = Node.of(adapter).toMap();
    for (String name : path) {
      Map<?, ?> map = (Map<?, ?>) entry;
      entry = Objects.requireNonNull(map.get(name), () -> name + " is not among " + map.keySet());
    }
    return entry;
  }

  /** A counter below {@code gdma}. */
  static long gdma(Adapter adapter, String name) {
    return (Long) at(adapter, "gdma", name);
  }
}
