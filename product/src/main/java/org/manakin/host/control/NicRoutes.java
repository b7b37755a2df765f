package org.manakin.host.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Duration;
import java.util.List;
import org.manakin.host.events.ScheduledEvent;
import org.manakin.host.events.ScheduledEvents;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfEvent;

/** NICs and what can be done to their VFs. */
final class NicRoutes {
  private static final int LONGEST_NOTICE_SECONDS = 86_400;

  private final HostOperations host;
  private final ScheduledEvents events;
  private final Audit audit;

  NicRoutes(HostOperations host, ScheduledEvents events, Audit audit) {
    this.host = host;
    this.events = events;
    this.audit = audit;
  }

  List<Route> routes() {
    return List.of(
        Route.look("/nics", call -> list()),
        Route.look("/nics/{nic}", call -> Reply.ok(Shapes.nic(nic(call.name("nic"))))),
        Route.change("POST", "/nics/{nic}/vf/revoke", "vf revoke", this::revoke),
        Route.change("POST", "/nics/{nic}/vf/restore", "vf restore", this::restore),
        Route.change("POST", "/nics/{nic}/vf/service", "vf service", this::service));
  }

  private Reply list() {
    ArrayNode nics = JsonNodeFactory.instance.arrayNode();
    host.nics().forEach(nic -> nics.add(Shapes.nic(nic)));
    return Reply.ok(JsonNodeFactory.instance.objectNode().set("nics", nics));
  }

  private NicStatus nic(String name) throws Refusal {
    return host.nics().stream()
        .filter(nic -> nic.name().equals(name))
        .findFirst()
        .orElseThrow(() -> Refusal.unknown("nic", name));
  }

  private VfControl vf(Call call) throws Refusal {
    NicStatus nic = nic(call.name("nic"));
    return host.vf(nic.name())
        .orElseThrow(() ->
            new Refusal(
                409,
                "no-vf",
                "NIC '%s' has no VF; give it an 'adapter' in the host file".formatted(nic.name())));
  }

  private Reply revoke(Call call) throws Refusal {
    JsonNode body = call.body("mode", "notice_seconds");
    RevokeMode mode =
        body.has("mode") ? Call.word(body, "mode", RevokeMode.class) : RevokeMode.PLANNED;
    VfControl vf = vf(call);
    if (!body.has("notice_seconds")) {
      return done(() -> vf.revoke(mode));
    }
    JsonNode notice = body.get("notice_seconds");
    if (!notice.canConvertToInt()
        || !notice.isIntegralNumber()
        || notice.intValue() < 1
        || notice.intValue() > LONGEST_NOTICE_SECONDS) {
      throw Refusal.badRequest("expected 'notice_seconds' to be 1 to " + LONGEST_NOTICE_SECONDS);
    }
    if (mode != RevokeMode.PLANNED) {
      throw Refusal.badRequest("only a planned revoke can be announced");
    }
    return announce(call, vf, Duration.ofSeconds(notice.intValue()));
  }

  private Reply announce(Call call, VfControl vf, Duration notice) throws Refusal {
    try {
      ScheduledEvent event =
          events.announce(
              ScheduledEvent.ADAPTER_REVOKE,
              vf.machine(),
              "The virtual function of %s will be taken away; the synthetic NIC carries its traffic"
                  .formatted(vf.nic()),
              notice,
              () -> carryOut(call, vf));
      return new Reply(202, Shapes.announced(event), "announced");
    } catch (IllegalStateException e) {
      throw new Refusal(409, "too-many-events", String.valueOf(e.getMessage()));
    }
  }

  /** Runs when the notice is over; nobody waits for an answer, so the audit has it alone. */
  private void carryOut(Call call, VfControl vf) {
    Audit.Entry entry =
        audit.begin(
            call.request().peer(),
            "vf revoke",
            vf.nic(),
            JsonNodeFactory.instance.objectNode().put("announced", true));
    try {
      entry.done(done(() -> vf.revoke(RevokeMode.PLANNED)).outcome());
    } catch (Refusal e) {
      entry.refused(e);
    }
  }

  private Reply restore(Call call) throws Refusal {
    call.body();
    VfControl vf = vf(call);
    return done(vf::restore);
  }

  private Reply service(Call call) throws Refusal {
    VfEvent event = Call.word(call.body("event"), "event", VfEvent.class);
    VfControl vf = vf(call);
    return done(() -> vf.service(event));
  }

  private interface Operation {
    Transition run() throws OperationException;
  }

  private static Reply done(Operation operation) throws Refusal {
    try {
      Transition transition = operation.run();
      return new Reply(200, Shapes.transition(transition), Shapes.word(transition.outcome()));
    } catch (OperationException e) {
      throw Refusal.of(e);
    }
  }
}
