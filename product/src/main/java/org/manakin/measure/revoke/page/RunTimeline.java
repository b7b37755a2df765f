package org.manakin.measure.revoke.page;

import java.util.Locale;
import org.manakin.host.servicing.Operation;
import org.manakin.measure.revoke.FigureText;
import org.manakin.measure.revoke.LegLog.Stretch;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.TransitionReport;
import org.manakin.measure.traffic.Moments;

/** The whole run in one picture: which leg, how long the gaps, what was lost. */
final class RunTimeline {
  private static final double WIDTH = 1120;
  private static final double LEFT = 150;
  private static final double RIGHT = 1100;
  private static final double LEGS = 12;
  private static final double LEG_HEIGHT = 22;
  private static final double GAPS = 58;
  private static final double GAP_HEIGHT = 90;
  private static final double LOST_TO = 166;
  private static final double LOST_FROM = 190;
  private static final double LOST_HEIGHT = 16;
  private static final double AXIS = 214;
  private static final double HEIGHT = 244;
  private static final double NANOS = 1e9;

  private final RevokeReport report;
  private final Scale seconds;
  private final Svg svg = new Svg(WIDTH, HEIGHT, "the run over time");

  private RunTimeline(RevokeReport report) {
    this.report = report;
    this.seconds = new Scale(0, (report.ended() - report.begun()) / NANOS, LEFT, RIGHT);
  }

  static String of(RevokeReport report) {
    return new RunTimeline(report).draw();
  }

  private double x(long nanos) {
    return seconds.at((nanos - report.begun()) / NANOS);
  }

  private String draw() {
    svg.text("lane", 0, LEGS + 15, "to the guest by");
    svg.text("lane", 0, GAPS + 15, "longest gap, ms");
    svg.text("lane", 0, LOST_TO + 12, "lost to the guest");
    svg.text("lane", 0, LOST_FROM + 12, "lost from it");
    for (Stretch stretch : report.legs().stretches(report.begun(), report.ended())) {
      svg.rect(
          "path-" + stretch.path().name().toLowerCase(Locale.ROOT),
          x(stretch.from()),
          LEGS,
          x(stretch.to()) - x(stretch.from()),
          LEG_HEIGHT);
    }
    gaps();
    lost(report.traffic().toFirst().lost(), LOST_TO);
    lost(report.traffic().fromFirst().lost(), LOST_FROM);
    axis();
    return svg.end();
  }

  private void gaps() {
    Scale millis = new Scale(0, Math.max(1, report.gaps().max()), GAPS + GAP_HEIGHT, GAPS);
    for (double tick : millis.ticks(4)) {
      svg.line("grid", LEFT, millis.at(tick), RIGHT, millis.at(tick));
      svg.text("tick right", LEFT - 6, millis.at(tick) + 4, Scale.label(tick));
    }
    for (TransitionReport one : report.transitions()) {
      double longest = one.gaps().longest();
      String kind = one.operation() == Operation.REVOKE ? "revoke" : "restore";
      double at = seconds.at(one.at() / 1000);
      svg.rect(
          kind,
          at - 1.5,
          millis.at(longest),
          3,
          millis.at(0) - millis.at(longest),
          "%s %d at %s s: %s ms"
              .formatted(
                  kind, one.cycle(), FigureText.seconds(one.at()), FigureText.millis(longest)));
    }
  }

  private void lost(Moments lost, double y) {
    svg.rect("back", LEFT, y, RIGHT - LEFT, LOST_HEIGHT);
    for (int i = 0; i < lost.count(); i++) {
      double at = x(lost.at(i));
      if (at >= LEFT && at <= RIGHT) {
        svg.line("lost", at, y, at, y + LOST_HEIGHT);
      }
    }
  }

  private void axis() {
    svg.line("axis", LEFT, AXIS, RIGHT, AXIS);
    for (double tick : seconds.ticks(12)) {
      svg.line("axis", seconds.at(tick), AXIS, seconds.at(tick), AXIS + 4);
      svg.text("tick middle", seconds.at(tick), AXIS + 18, Scale.label(tick) + " s");
    }
  }
}
