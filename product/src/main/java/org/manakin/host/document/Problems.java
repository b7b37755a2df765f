package org.manakin.host.document;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Collects what is wrong in a document, by place: one problem for each. */
public final class Problems {
  /** More than these help nobody. */
  private static final int MOST = 100;

  private final SortedSet<Problem> found = new TreeSet<>();
  private final Set<String> places = new HashSet<>();
  private final YamlDocument document;

  public Problems(YamlDocument document) {
    this.document = document;
  }

  /** The value at {@code pointer} is wrong. */
  public void at(String pointer, String text) {
    if (places.add(pointer)) {
      add(document.line(pointer), text);
    }
  }

  /** The key at {@code pointer} is wrong, whatever its value is. */
  public void atKey(String pointer, String text) {
    if (places.add(pointer)) {
      add(document.keyLine(pointer), text);
    }
  }

  /** Something about the object at {@code pointer} is wrong that is not one of its values. */
  public void about(String pointer, String text) {
    add(document.line(pointer), text);
  }

  /** Whether something at {@code pointer} itself has been found wrong. */
  public boolean isKnown(String pointer) {
    return places.contains(pointer);
  }

  private void add(int line, String text) {
    if (found.size() < MOST) {
      found.add(new Problem(line, text));
    }
  }

  /** Whether nothing is wrong so far. */
  public boolean isEmpty() {
    return found.isEmpty();
  }

  /** In the order of their lines. */
  public List<Problem> list() {
    return new ArrayList<>(found);
  }
}
