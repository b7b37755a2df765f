package org.manakin.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, each as wide as its longest entry. */
final class Table {
  private final List<String[]> rows = new ArrayList<>();
  private int firstOfNumbers = Integer.MAX_VALUE;

  Table(String... heading) {
    rows.add(heading);
  }

  /** Has the columns from that one on, counted from 0, end at the same place: they have numbers. */
  Table numbersFrom(int column) {
    firstOfNumbers = column;
    return this;
  }

  void row(String... cells) {
    if (cells.length != rows.getFirst().length) {
      throw new IllegalArgumentException("a row of " + cells.length + " cells");
    }
    rows.add(cells);
  }

  /** The heading and the rows, without blanks at the ends of lines. */
  @Override
  public String toString() {
    int columns = rows.getFirst().length;
    int[] widths = new int[columns];
    for (String[] row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    List<String> lines = new ArrayList<>();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        int blanks = widths[i] - row[i].length();
        line.repeat(' ', i < firstOfNumbers ? 0 : blanks).append(row[i]);
        line.repeat(' ', (i < firstOfNumbers ? blanks : 0) + 2);
      }
      lines.add(line.toString().stripTrailing());
    }
    return String.join("\n", lines);
  }
}
