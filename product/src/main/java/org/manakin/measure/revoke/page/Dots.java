package org.manakin.measure.revoke.page;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.manakin.host.servicing.Operation;
import org.manakin.measure.revoke.TransitionReport;

/**
 * How a figure is distributed: a dot for each transition, sorted from the least to the greatest, so
 * that the place along the axis is the percentile.
 */
final class Dots {
  private static final double WIDTH = 550;
  private static final double HEIGHT = 210;
  private static final double LEFT = 44;
  private static final double RIGHT = 530;
  private static final double TOP = 12;
  private static final double BOTTOM = 176;

  private final Svg svg;
  private final Scale values;
  private final Scale percent = new Scale(0, 100, LEFT, RIGHT);

  private Dots(String label, double most) {
    svg = new Svg(WIDTH, HEIGHT, label);
    values = new Scale(0, Math.max(1, most * 1.05), BOTTOM, TOP);
    for (double tick : values.ticks(5)) {
      svg.line("grid", LEFT, values.at(tick), RIGHT, values.at(tick));
      svg.text("tick right", LEFT - 6, values.at(tick) + 4, Scale.label(tick));
    }
    for (double tick : percent.ticks(5)) {
      svg.line("axis", percent.at(tick), BOTTOM, percent.at(tick), BOTTOM + 4);
      svg.text("tick middle", percent.at(tick), BOTTOM + 18, Scale.label(tick) + " %");
    }
    svg.line("axis", LEFT, BOTTOM, RIGHT, BOTTOM);
  }

  /** The longest gap of each transition, in ms. */
  static String gaps(List<TransitionReport> transitions) {
    ToDoubleFunction<TransitionReport> gap = one -> one.gaps().longest();
    double most = transitions.stream().mapToDouble(gap).max().orElse(1);
    Dots dots = new Dots("longest gaps", most);
    for (Operation operation : List.of(Operation.REVOKE, Operation.RESTORE)) {
      dots.draw(
          operation == Operation.REVOKE ? "revoke" : "restore",
          transitions.stream().filter(t -> t.operation() == operation).mapToDouble(gap).toArray());
    }
    return dots.svg.end();
  }

  /** The time from each restore to traffic on the VF, in ms. */
  static String onVf(List<TransitionReport> transitions) {
    double[] times = transitions.stream().flatMapToDouble(one -> one.onVf().stream()).toArray();
    Dots dots = new Dots("from restore to traffic on the VF", Arrays.stream(times).max().orElse(1));
    dots.draw("restore", times);
    return dots.svg.end();
  }

  private void draw(String style, double[] unsorted) {
    double[] sorted = unsorted.clone();
    Arrays.sort(sorted);
    for (int i = 0; i < sorted.length; i++) {
      double place = 100.0 * (i + 1) / sorted.length;
      svg.circle(
          style,
          percent.at(place),
          values.at(sorted[i]),
          3,
          "%.0f %% up to %.0f ms".formatted(place, sorted[i]));
    }
  }
}
