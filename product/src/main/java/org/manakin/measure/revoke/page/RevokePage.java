package org.manakin.measure.revoke.page;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.manakin.host.servicing.Operation;
import org.manakin.measure.revoke.FigureText;
import org.manakin.measure.revoke.Percentiles;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.TransitionReport;

/** The report as one file: style and pictures are inside. */
public final class RevokePage {
  /** So many transitions are shown at once; the others can be unfolded. */
  private static final int SHOWN = 4;

  private static final String COLUMNS =
      "cycle,,at s,took,on VF,held ms,held,gap UDP to,from,probe,TCP,lost to,from,in the host,before"
          + " any leg,in rings,twice,overtaken to,from,VF ms,synthetic ms";

  private static final double MEDIAN = 50;
  private static final double P99 = 99;

  private final RevokeReport report;
  private final StringBuilder html = new StringBuilder();

  private RevokePage(RevokeReport report) {
    this.report = report;
  }

  /** The file's text, in UTF-8. */
  public static String of(RevokeReport report) throws IOException {
    return new RevokePage(report).write();
  }

  private String write() throws IOException {
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    html.append("<meta name=\"viewport\" content=\"width=device-width\">");
    html.append("<title>VF revoked: kernel ").append(text(report.release())).append("</title>");
    html.append("<style>\n").append(style()).append("</style></head><body><main>\n");
    head();
    cards();
    html.append("<h2>The run</h2>\n").append(legend()).append(RunTimeline.of(report));
    distributions();
    zooms();
    table();
    reading();
    html.append("</main></body></html>\n");
    return html.toString();
  }

  private static String style() throws IOException {
    try (InputStream in = RevokePage.class.getResourceAsStream("page.css")) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String text(String content) {
    return Svg.escaped(content);
  }

  private void head() {
    List<String> failures = report.failures();
    html.append("<header><h1>A VF revoked and restored</h1>");
    html.append(
        "<p class=\"verdict %s\">%s</p></header>\n"
            .formatted(failures.isEmpty() ? "good" : "bad", failures.isEmpty() ? "ok" : "failed"));
    html.append(
        "<p class=\"facts\">Linux %s · %s · %d cycles in %.0f s · each way %d datagrams/s of %d"
                .formatted(
                    text(report.release()),
                    report.plan().mode().name().toLowerCase(Locale.ROOT),
                    report.cycles(),
                    (report.ended() - report.begun()) / 1e9,
                    report.plan().load().datagramRate(),
                    report.plan().load().payload())
            + " bytes, %d TCP streams of %d kB/s · %d questions/s · times are good to %s ms</p>\n"
                .formatted(
                    report.plan().load().streams(),
                    report.plan().load().streamRate() / 1000,
                    report.plan().load().probeRate(),
                    FigureText.millis(report.traffic().clockUncertaintyNanos() / 1e6)));
    for (String failure : failures) {
      html.append("<p class=\"failure\">").append(text(failure)).append("</p>\n");
    }
  }

  private void cards() {
    html.append("<section class=\"cards\">");
    card("TCP connections lost", report.traffic().streamsLost(), "");
    card(
        "bytes corrupted",
        report.traffic().bytesCorrupted(),
        "of " + FigureText.megabytes(report.traffic().streamBytes()) + " MB compared");
    card(
        "UDP lost to the guest",
        report.udpLostToGuest(),
        "of " + report.traffic().toFirst().sent());
    int inHost = report.udpLostInHost();
    card(
        "UDP lost from the guest",
        report.udpLostFromGuest(),
        "of %d; in the host %d".formatted(report.traffic().fromFirst().sent(), inHost));
    card(
        "arrived twice",
        report.udpDuplicated(),
        "overtaken: %d to the guest, %d from it"
            .formatted(report.udpReorderedToGuest(), report.udpReorderedFromGuest()));
    card("longest gap", report.gaps());
    card("restore to traffic on the VF", report.onVf());
    html.append("</section>\n");
  }

  private void card(String name, long value, String below) {
    html.append(
        "<div class=\"card%s\"><b>%d</b><span>%s</span><small>%s</small></div>"
            .formatted(value == 0 ? "" : " some", value, text(name), text(below)));
  }

  private void card(String name, Percentiles values) {
    html.append(
        "<div class=\"card\"><b>%s<i> ms</i></b><span>%s, p99</span><small>p50 %s, max %s</small></div>"
            .formatted(
                FigureText.millis(values.at(P99)),
                text(name),
                FigureText.millis(values.at(MEDIAN)),
                FigureText.millis(values.max())));
  }

  private static String legend() {
    return """
    <p class="legend"><i class="path-vf"></i>VF <i class="path-synthetic"></i>synthetic NIC
    <i class="path-held"></i>held <i class="path-nowhere"></i>dropped
    <i class="revoke"></i>gap at a revoke <i class="restore"></i>gap at a restore
    <i class="lost"></i>lost datagram</p>
    """;
  }

  private void distributions() {
    html.append("<h2>Distribution</h2>\n<section class=\"pair\"><figure>");
    html.append(Dots.gaps(report.transitions()));
    html.append("<figcaption>longest gap of each transition, ms</figcaption></figure><figure>");
    html.append(Dots.onVf(report.transitions()));
    html.append(
        "<figcaption>from restore to traffic on the VF, ms</figcaption></figure></section>\n");
  }

  private void zooms() {
    html.append("<h2>Transitions</h2>\n<p>Those with losses or the longest gaps first; heights are")
        .append(" the square root of what arrived in 4 ms.</p>\n");
    List<TransitionReport> sorted =
        report.transitions().stream()
            .sorted(
                Comparator.comparingInt(TransitionReport::lost)
                    .thenComparingDouble(one -> one.gaps().longest())
                    .reversed())
            .toList();
    for (int i = 0; i < sorted.size(); i++) {
      TransitionReport one = sorted.get(i);
      html.append("<details").append(i < SHOWN ? " open" : "").append("><summary>");
      html.append(
          "%s %d, at %s s: longest gap %s ms, %d lost"
              .formatted(
                  one.operation() == Operation.REVOKE ? "Revoke" : "Restore",
                  one.cycle(),
                  FigureText.seconds(one.at()),
                  FigureText.millis(one.gaps().longest()),
                  one.lost()));
      html.append("</summary>").append(TransitionZoom.of(report, one)).append("</details>\n");
    }
  }

  private void table() {
    html.append("<h2>Table</h2>\n<div class=\"scroll\"><table><thead><tr>");
    for (String head : COLUMNS.split(",")) {
      html.append("<th>").append(head).append("</th>");
    }
    html.append("</tr></thead><tbody>\n");
    report.transitions().forEach(this::row);
    html.append("</tbody></table></div>\n");
  }

  private void row(TransitionReport one) {
    html.append("<tr>");
    cell(Integer.toString(one.cycle()));
    cell(one.operation() == Operation.REVOKE ? "revoke" : "restore");
    cell(FigureText.seconds(one.at()));
    cell(FigureText.millis(one.took()));
    cell(one.onVf().isPresent() ? FigureText.millis(one.onVf().getAsDouble()) : "");
    cell(FigureText.millis(one.held()));
    cell(Long.toString(one.heldFrames()));
    cell(FigureText.millis(one.gaps().toGuest()));
    cell(FigureText.millis(one.gaps().fromGuest()));
    cell(FigureText.millis(one.gaps().probe()));
    cell(FigureText.millis(one.gaps().stream()));
    for (int count :
        List.of(
            one.lostToGuest(),
            one.lostFromGuest(),
            one.lostInHost(),
            one.lostBeforeLegs(),
            one.lostInRings(),
            one.duplicated(),
            one.reorderedToGuest(),
            one.reorderedFromGuest())) {
      html.append(
          count == 0 ? "<td class=\"none\">·</td>" : "<td class=\"some\">" + count + "</td>");
    }
    cell(FigureText.millis(one.vf()));
    cell(FigureText.millis(one.synthetic()));
    html.append("</tr>\n");
  }

  private void cell(String content) {
    html.append("<td>").append(text(content)).append("</td>");
  }

  private void reading() {
    html.append(
        """
        <h2>How to read this</h2>
        <p>A transition is to blame for every datagram that was sent from its beginning to that of
        the next one and never arrived. Where it died: <b>in the host</b> if the host's counters
        tell of frames that it did not hand on; <b>before any leg</b> if it came from the guest and
        the host saw nothing of it, so that the guest itself dropped it; <b>in rings</b> if the
        host put it into the guest's receive rings and the guest did not take it from there.</p>
        <p>A gap is a time in which nothing of a flow arrived though it was sent all the time; the
        longest one up to half a second after the end of a transition is the transition's. While
        frames are <b>held</b> they wait in the switch, in order, until the guest listens where
        they will go.</p>
        """);
  }
}
