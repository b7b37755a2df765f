package org.manakin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.manakin.measure.revoke.Percentiles;
import org.manakin.measure.revoke.RevokeReport;
import org.manakin.measure.revoke.TransitionReport;

/** The report on a VF that was revoked, for programs. Times in ms; unknown ones are absent. */
final class RevokeJson {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final double MEDIAN = 50;
  private static final double P99 = 99;

  private RevokeJson() {}

  static String of(RevokeReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("ok", report.ok());
    ArrayNode failures = root.putArray("failures");
    report.failures().forEach(failures::add);
    root.put("kernel", report.release());
    root.put("mode", lower(report.plan().mode()));
    root.put("cycles", report.cycles());
    root.put("seconds", rounded((report.ended() - report.begun()) / 1e9));
    root.put("tcp_lost", report.traffic().streamsLost());
    root.put("tcp_bytes", report.traffic().streamBytes());
    root.put("bytes_corrupted", report.traffic().bytesCorrupted());
    root.put("udp_sent", report.udpSent());
    root.put("udp_lost", report.udpLostToGuest() + report.udpLostFromGuest());
    root.put("udp_lost_to_guest", report.udpLostToGuest());
    root.put("udp_lost_from_guest", report.udpLostFromGuest());
    root.put("udp_lost_in_host", report.udpLostInHost());
    root.put("udp_lost_before", report.udpLostBefore());
    root.put("udp_duplicated", report.udpDuplicated());
    root.put("udp_reordered", report.udpReordered());
    root.put("udp_reordered_to_guest", report.udpReorderedToGuest());
    root.put("udp_reordered_from_guest", report.udpReorderedFromGuest());
    Percentiles gaps = report.gaps();
    ObjectNode gap = percentiles(root.putObject("gap_ms"), gaps);
    put(gap, "max", gaps.max());
    ObjectNode onVf = percentiles(root.putObject("on_vf_ms"), report.onVf());
    put(onVf, "max", report.onVf().max());
    put(root, "clock_uncertainty_ms", report.traffic().clockUncertaintyNanos() / 1e6);
    ArrayNode transitions = root.putArray("transitions");
    report.transitions().forEach(one -> transition(transitions.addObject(), one));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of nodes can always be written
    }
  }

  private static ObjectNode percentiles(ObjectNode node, Percentiles values) {
    put(node, "p50", values.at(MEDIAN));
    put(node, "p99", values.at(P99));
    return node;
  }

  private static void transition(ObjectNode node, TransitionReport one) {
    node.put("cycle", one.cycle());
    node.put("operation", lower(one.operation()));
    put(node, "at_s", one.at() / 1000);
    put(node, "took_ms", one.took());
    node.put("udp_sent", one.sent());
    node.put("udp_lost_to_guest", one.lostToGuest());
    node.put("udp_lost_from_guest", one.lostFromGuest());
    node.put("udp_lost_in_host", one.lostInHost());
    node.put("udp_lost_before_legs", one.lostBeforeLegs());
    node.put("udp_lost_in_rings", one.lostInRings());
    node.put("udp_duplicated", one.duplicated());
    node.put("udp_reordered_to_guest", one.reorderedToGuest());
    node.put("udp_reordered_from_guest", one.reorderedFromGuest());
    ObjectNode gaps = node.putObject("gap_ms");
    put(gaps, "udp_to_guest", one.gaps().toGuest());
    put(gaps, "udp_from_guest", one.gaps().fromGuest());
    put(gaps, "probe", one.gaps().probe());
    put(gaps, "tcp", one.gaps().stream());
    put(node, "held_ms", one.held());
    node.put("held_frames", one.heldFrames());
    one.onVf().ifPresent(millis -> put(node, "on_vf_ms", millis));
    put(node, "vf_ms", one.vf());
    put(node, "synthetic_ms", one.synthetic());
    ObjectNode steps = node.putObject("steps_ms");
    one.steps().forEach(step -> put(steps, step.name(), step.millis()));
    ObjectNode losses = node.putObject("host_losses");
    one.losses().forEach(losses::put);
  }

  private static void put(ObjectNode node, String key, double value) {
    if (!Double.isNaN(value)) {
      node.put(key, rounded(value));
    }
  }

  private static double rounded(double value) {
    return BigDecimal.valueOf(value).setScale(2, RoundingMode.HALF_UP).doubleValue();
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
