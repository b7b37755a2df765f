package org.manakin.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.manakin.measure.EndReport;
import org.manakin.measure.Figure;
import org.manakin.measure.PairReport;

/** A report on two ends as a table. */
final class PairText {
  private static final String MISSING = "-";
  private static final int GAP = 3;

  private final List<List<String>> rows = new ArrayList<>();
  private final PairReport report;

  private PairText(PairReport report) {
    this.report = report;
  }

  static String of(PairReport report) {
    PairText text = new PairText(report);
    text.row("", EndReport::name);
    text.row("kernel", EndReport::kernel);
    text.row("driver", end -> (end.driver() + " " + end.driverVersion()).strip());
    text.row("MAC address", EndReport::mac);
    text.row("link", EndReport::link);
    text.row("MTU", end -> end.mtu() == 0 ? "" : Integer.toString(end.mtu()));
    for (Figure figure : Figure.values()) {
      if (report.ends().stream().anyMatch(end -> end.figures().containsKey(figure))) {
        text.row(figure.label(), end -> shown(end, figure));
      }
    }
    return text.render();
  }

  private static String shown(EndReport end, Figure figure) {
    Double value = end.figures().get(figure);
    return value == null ? "" : figure.show(value);
  }

  private void row(String label, Function<EndReport, String> cell) {
    List<String> row = new ArrayList<>();
    row.add(label);
    report
        .ends()
        .forEach(end -> {
          String text = cell.apply(end);
          row.add(text.isEmpty() ? MISSING : text);
        });
    rows.add(row);
  }

  private String render() {
    int columns = report.ends().size() + 1;
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < columns; i++) {
        line.append(row.get(i)).repeat(' ', widths[i] + GAP - row.get(i).length());
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    text.append('\n');
    report.failures().forEach(failure -> text.append("FAILED  ").append(failure).append('\n'));
    if (report.ok()) {
      text.append(String.format(Locale.ROOT, "All of it worked, in %.1f s.%n", report.seconds()));
    }
    return text.toString();
  }
}
