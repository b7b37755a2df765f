package org.manakin.host.document;

/**
 * Something that is wrong in a document.
 *
 * @param line the first line of the file is 1
 * @param text what was expected there
 */
public record Problem(int line, String text) implements Comparable<Problem> {
  @Override
  public int compareTo(Problem other) {
    int byLine = Integer.compare(line, other.line);
    return byLine != 0 ? byLine : text.compareTo(other.text);
  }
}
