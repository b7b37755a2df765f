package org.manakin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.math.MathContext;
import org.manakin.measure.EndReport;
import org.manakin.measure.PairReport;

/** A report on two ends as JSON; a figure that was not measured is absent. */
final class PairJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private PairJson() {}

  static String of(PairReport report) {
    ObjectNode root = JSON.createObjectNode();
    root.put("ok", report.ok());
    root.put("seconds", rounded(report.seconds()));
    ArrayNode failures = root.putArray("failures");
    report.failures().forEach(failures::add);
    ArrayNode guests = root.putArray("guests");
    report.ends().forEach(end -> fill(guests.addObject(), end));
    try {
      return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(root);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e); // a tree of nodes can always be written
    }
  }

  private static void fill(ObjectNode guest, EndReport end) {
    guest.put("name", end.name());
    guest.put("kernel", end.kernel());
    guest.put("driver", end.driver());
    guest.put("driver_version", end.driverVersion());
    guest.put("mac", end.mac());
    guest.put("link", end.link());
    guest.put("mtu", end.mtu());
    end.figures()
        .forEach((figure, value) -> {
          if (figure.isCount()) {
            guest.put(figure.key(), value.longValue());
          } else {
            guest.put(figure.key(), rounded(value));
          }
        });
  }

  /** More digits than these are noise. */
  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(4)).doubleValue();
  }
}
