package org.manakin.host.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manakin.host.servicing.OperationException;

/**
 * Why a request is not done: what becomes the problem details of RFC 9457. The code is stable and
 * says more than the status.
 */
final class Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;
  private final transient @Nullable ObjectNode transition;

  Refusal(int status, String code, String detail) {
    this(status, code, detail, null);
  }

  private Refusal(int status, String code, String detail, @Nullable ObjectNode transition) {
    super(detail);
    this.status = status;
    this.code = code;
    this.transition = transition;
  }

  /** An operation that was refused or did not come to its end. */
  static Refusal of(OperationException e) {
    int status =
        switch (e.reason()) {
          case REFUSED_IN_STATE,
              BUSY,
              NO_MONITOR,
              MIGRATION_RUNNING,
              MACHINE_NOT_RUNNING,
              NOT_A_FAILOVER_PRIMARY ->
              409;
          case MONITOR_LOST, REFUSED_BY_QEMU -> 502;
          case TIMED_OUT -> 504;
          case INTERRUPTED -> 503;
        };
    return new Refusal(
        status,
        Shapes.word(e.reason()),
        String.valueOf(e.getMessage()),
        e.transition().map(Shapes::transition).orElse(null));
  }

  static Refusal badRequest(String detail) {
    return new Refusal(400, "bad-request", detail);
  }

  static Refusal unknown(String kind, String name) {
    return new Refusal(404, "unknown-" + kind, "there is no " + kind + " '" + name + "'");
  }

  int status() {
    return status;
  }

  String code() {
    return code;
  }

  Optional<ObjectNode> transition() {
    return Optional.ofNullable(transition);
  }
}
