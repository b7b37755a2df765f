package org.manakin.cli;

import java.util.List;
import java.util.Locale;
import org.manakin.host.servicing.Operation;
import org.manakin.measure.revoke.FigureText;
import org.manakin.measure.revoke.Percentiles;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.TransitionReport;

/** The report on a VF that was revoked, for people. */
final class RevokeText {
  private static final String NOTHING = "-";

  private static final String CELL = ",";
  private static final String HEADING =
      ",,at,took,on VF,held,longest gap in ms,,,,lost,,twice,overtaken,";
  private static final String SECOND_HEADING =
      ",,s,ms,ms,frames,UDP to,UDP from,probe,TCP,to,from,,to,from";

  private final RevokeReport report;

  private RevokeText(RevokeReport report) {
    this.report = report;
  }

  static String of(RevokeReport report) {
    RevokeText text = new RevokeText(report);
    return text.transitions() + "\n" + text.totals() + "\n" + text.verdict();
  }

  private String transitions() {
    Table table = new Table(HEADING.split(CELL, -1)).numbersFrom(2);
    table.row(SECOND_HEADING.split(CELL, -1));
    for (TransitionReport one : report.transitions()) {
      TransitionReport.Gaps gaps = one.gaps();
      table.row(
          Integer.toString(one.cycle()),
          one.operation() == Operation.REVOKE ? "revoke" : "restore",
          FigureText.seconds(one.at()),
          FigureText.millis(one.took()),
          one.onVf().isPresent() ? FigureText.millis(one.onVf().getAsDouble()) : NOTHING,
          count(one.heldFrames()),
          FigureText.millis(gaps.toGuest()),
          FigureText.millis(gaps.fromGuest()),
          FigureText.millis(gaps.probe()),
          FigureText.millis(gaps.stream()),
          count(one.lostToGuest()),
          count(one.lostFromGuest()),
          count(one.duplicated()),
          count(one.reorderedToGuest()),
          count(one.reorderedFromGuest()));
    }
    StringBuilder text = new StringBuilder(table + "\n");
    for (TransitionReport one : report.transitions()) {
      if (one.lost() > 0) {
        text.append(where(one)).append('\n');
      }
    }
    return text.toString();
  }

  /** One line on where the lost packets of a transition died. */
  private static String where(TransitionReport one) {
    return "%d %s: %d lost in the host %s, %d in the guest before any leg, %d in the guest's rings"
        .formatted(
            one.cycle(),
            one.operation().name().toLowerCase(Locale.ROOT),
            one.lostInHost(),
            one.losses().isEmpty() ? "" : one.losses().toString(),
            one.lostBeforeLegs(),
            one.lostInRings())
        .replace("host ,", "host,");
  }

  private String totals() {
    Percentiles gaps = report.gaps();
    Percentiles onVf = report.onVf();
    Table table = new Table("kernel", report.release());
    table.row("cycles", Integer.toString(report.cycles()));
    table.row("TCP connections lost", Integer.toString(report.traffic().streamsLost()));
    table.row(
        "bytes corrupted",
        "%d; %s MB of TCP compared"
            .formatted(
                report.traffic().bytesCorrupted(),
                FigureText.megabytes(report.traffic().streamBytes())));
    table.row("UDP sent", Integer.toString(report.udpSent()));
    table.row(
        "UDP lost",
        "%d to the guest, %d from it; of these %d in the host, %d before the first revoke"
            .formatted(
                report.udpLostToGuest(),
                report.udpLostFromGuest(),
                report.udpLostInHost(),
                report.udpLostBefore()));
    table.row("UDP arrived twice", Integer.toString(report.udpDuplicated()));
    table.row(
        "UDP overtaken",
        "%d to the guest, %d from it"
            .formatted(report.udpReorderedToGuest(), report.udpReorderedFromGuest()));
    table.row("longest gap per transition", millis(gaps));
    table.row("restore to traffic on the VF", millis(onVf));
    return table + "\n";
  }

  private static String millis(Percentiles values) {
    return values.count() == 0
        ? NOTHING
        : "p50 %s ms, p99 %s ms, max %s ms"
            .formatted(
                FigureText.millis(values.at(50)),
                FigureText.millis(values.at(99)),
                FigureText.millis(values.max()));
  }

  private String verdict() {
    List<String> failures = report.failures();
    StringBuilder text = new StringBuilder();
    failures.forEach(failure -> text.append("FAILED  ").append(failure).append('\n'));
    if (failures.isEmpty()) {
      text.append("ok: everything is as it must be.\n");
    }
    return text.toString();
  }

  private static String count(long value) {
    return value == 0 ? "." : Long.toString(value);
  }
}
