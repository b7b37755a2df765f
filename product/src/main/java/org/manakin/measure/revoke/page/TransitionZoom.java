package org.manakin.measure.revoke.page;

import java.util.List;
import java.util.Locale;
import org.manakin.host.servicing.Step;
import org.manakin.measure.revoke.LegLog.Stretch;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.TransitionReport;
import org.manakin.measure.traffic.Arrivals;
import org.manakin.measure.traffic.Moments;
import org.manakin.measure.traffic.PacketFlow;

/** Some hundred milliseconds around one transition: what arrived in each 4 ms. */
final class TransitionZoom {
  private static final double WIDTH = 1120;
  private static final double LEFT = 130;
  private static final double RIGHT = 1100;
  private static final double BAND = 16;
  private static final double LANE = 30;
  private static final double PITCH = 40;
  private static final double FIRST_LANE = 52;
  private static final double BEFORE_MS = 60;
  private static final double AFTER_MS = 240;
  private static final double SHORTEST_MS = 400;
  private static final double BIN_MS = 4;
  private static final double NANOS = 1e6;

  /** Labels of steps that are closer than this are put below one another. */
  private static final double LABEL_WIDTH = 74;

  private static final int LABEL_ROWS = 4;
  private static final double LABEL_PITCH = 11;

  private final RevokeReport report;
  private final TransitionReport one;
  private final Scale millis;
  private final Svg svg;
  private double y = FIRST_LANE;

  private TransitionZoom(RevokeReport report, TransitionReport one) {
    this.report = report;
    this.one = one;
    double busy = one.took() + one.onVf().orElse(0) / 2;
    double to = Math.max(SHORTEST_MS, Math.min(2500, busy + AFTER_MS));
    this.millis = new Scale(-BEFORE_MS, to, LEFT, RIGHT);
    this.svg = new Svg(WIDTH, height(), "transition of cycle " + one.cycle());
  }

  private int lanes() {
    return (report.traffic().toFirst().sent() > 0 ? 2 : 0)
        + (report.traffic().probes().sent() > 0 ? 1 : 0)
        + (report.traffic().streamsToFirst().isEmpty() ? 0 : 2);
  }

  private double height() {
    return FIRST_LANE + BAND + 14 + lanes() * PITCH + 26;
  }

  static String of(RevokeReport report, TransitionReport one) {
    return new TransitionZoom(report, one).draw();
  }

  private long nanos(double ms) {
    return report.begun() + Math.round((one.at() + ms) * NANOS);
  }

  private double x(long nanos) {
    return millis.at((nanos - report.begun()) / NANOS - one.at());
  }

  private String draw() {
    double bottom = height() - 26;
    steps(bottom);
    svg.text("lane", 0, y + 12, "to the guest by");
    for (Stretch stretch : report.legs().stretches(nanos(millis.from()), nanos(millis.to()))) {
      svg.rect(
          "path-" + stretch.path().name().toLowerCase(Locale.ROOT),
          x(stretch.from()),
          y,
          x(stretch.to()) - x(stretch.from()),
          BAND,
          "%s, %.0f ms"
              .formatted(
                  stretch.path().name().toLowerCase(Locale.ROOT),
                  (stretch.to() - stretch.from()) / NANOS));
    }
    y += BAND + 14;
    if (report.traffic().toFirst().sent() > 0) {
      flow("UDP to the guest", report.traffic().toFirst());
      flow("UDP from the guest", report.traffic().fromFirst());
    }
    if (report.traffic().probes().sent() > 0) {
      flow("answers to probes", report.traffic().probes());
    }
    if (!report.traffic().streamsToFirst().isEmpty()) {
      lane("TCP to the guest", report.traffic().streamsToFirst(), "tcp");
      lane("TCP from the guest", report.traffic().streamsFromFirst(), "tcp");
    }
    for (double tick : millis.ticks(12)) {
      svg.line("axis", millis.at(tick), bottom, millis.at(tick), bottom + 4);
      svg.text("tick middle", millis.at(tick), bottom + 18, Scale.label(tick) + " ms");
    }
    return svg.end();
  }

  private void steps(double bottom) {
    double[] taken = new double[LABEL_ROWS];
    for (Step step : one.steps()) {
      double at = millis.at(step.millis());
      if (at > RIGHT) {
        continue;
      }
      int row = 0;
      while (row < LABEL_ROWS - 1 && at < taken[row]) {
        row++;
      }
      taken[row] = at + LABEL_WIDTH;
      double labelled = 9 + row * LABEL_PITCH;
      svg.line("step", at, labelled - 7, at, bottom);
      svg.text("stepname", at + 3, labelled, step.name());
    }
  }

  private void flow(String name, PacketFlow flow) {
    double top = y;
    lane(name, List.of(flow.arrivals()), "udp");
    Moments lost = flow.lost();
    for (int i = 0; i < lost.count(); i++) {
      double at = x(lost.at(i));
      if (at >= LEFT && at <= RIGHT) {
        svg.line("lost", at, top, at, top + LANE);
      }
    }
  }

  private void lane(String name, List<Arrivals> arrivals, String style) {
    svg.text("lane", 0, y + LANE - 4, name);
    svg.rect("back", LEFT, y, RIGHT - LEFT, LANE);
    int bins = (int) ((millis.to() - millis.from()) / BIN_MS);
    int[] counts = new int[bins];
    int most = 1;
    for (int i = 0; i < bins; i++) {
      double from = millis.from() + i * BIN_MS;
      for (Arrivals some : arrivals) {
        counts[i] += some.count(nanos(from), nanos(from + BIN_MS));
      }
      most = Math.max(most, counts[i]);
    }
    // Few bars tower over the rest when what was held is let go: the square root shows both.
    for (int i = 0; i < bins; i++) {
      if (counts[i] > 0) {
        double tall = LANE * Math.sqrt((double) counts[i] / most);
        double at = millis.at(millis.from() + i * BIN_MS);
        double wide = millis.at(millis.from() + (i + 1) * BIN_MS) - at;
        svg.rect(style, at, y + LANE - tall, Math.max(0.8, wide - 0.4), tall);
      }
    }
    y += PITCH;
  }
}
