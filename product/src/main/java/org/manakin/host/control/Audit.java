package org.manakin.host.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.manakin.host.http.Peer;

/**
 * Records who had what done, with what outcome and in what time: into the log and the journal. A
 * line has the keys {@code time}, {@code pid} and {@code uid} (or {@code address} for a peer over
 * TCP), {@code operation}, {@code target}, {@code arguments} if there are any, {@code outcome},
 * {@code code} of the refusal if there was one, {@code duration_ms}.
 */
final class Audit {
  private final InstantSource clock;
  private final AuditLog log;
  private final Journal journal;

  Audit(InstantSource clock, AuditLog log, Journal journal) {
    this.clock = clock;
    this.log = log;
    this.journal = journal;
  }

  /** An operation that begins. */
  Entry begin(Peer peer, String operation, String target, JsonNode arguments) {
    return new Entry(peer, operation, target, arguments);
  }

  /** One operation. */
  final class Entry {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();
    private final Instant when = clock.instant();
    private final long began = System.nanoTime();

    private Entry(Peer peer, String operation, String target, JsonNode arguments) {
      if (peer.address().isEmpty()) {
        node.put("pid", peer.process());
        node.put("uid", peer.user());
      } else {
        node.put("address", peer.address());
      }
      node.put("operation", operation);
      node.put("target", target);
      if (!arguments.isEmpty()) {
        node.set("arguments", arguments);
      }
    }

    void done(String outcome) {
      node.put("outcome", outcome);
      end();
    }

    void refused(Refusal refusal) {
      node.put("outcome", refusal.status() >= 500 ? "failed" : "refused");
      node.put("code", refusal.code());
      node.put("detail", refusal.getMessage());
      end();
    }

    private void end() {
      long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - began);
      node.put("duration_ms", Shapes.rounded(micros / 1_000.0));
      ObjectNode line = JsonNodeFactory.instance.objectNode();
      line.put("time", when.toString());
      line.setAll(node);
      log.write(line.toString());
      journal.operation(node);
    }
  }
}
