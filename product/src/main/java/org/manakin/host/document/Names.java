package org.manakin.host.document;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The things of one kind by name: unique, and found by those that refer to them. */
public final class Names<T> {
  private final String kind;
  private final Map<String, T> byName = new HashMap<>();

  /**
   * @param kind as in "there is no KIND 'x'"
   */
  public Names(String kind) {
    this.kind = kind;
  }

  public void add(Section section, String name, T thing) {
    if (!name.isEmpty() && byName.putIfAbsent(name, thing) != null) {
      section.wrong("name", "there is a " + kind + " '" + name + "' already; names are unique");
    }
  }

  /** What {@code name}, at {@code place}, refers to; a problem and null if there is none. */
  public @Nullable T find(String name, String place, Problems problems) {
    T found = byName.get(name);
    if (found == null) {
      String there =
          byName.isEmpty() ? "there are none" : "there are " + new TreeSet<>(byName.keySet());
      problems.at(place, "there is no %s '%s'; %s".formatted(kind, name, there));
    }
    return found;
  }
}
