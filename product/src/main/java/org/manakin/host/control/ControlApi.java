package org.manakin.host.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.manakin.host.events.MetadataService;
import org.manakin.host.events.ScheduledEvents;
import org.manakin.host.http.HttpAnswer;
import org.manakin.host.http.HttpHandler;
import org.manakin.host.http.HttpRequest;
import org.manakin.observe.Node;

/** All resources of the API: finds the route, does what it says, records it, answers. */
final class ControlApi implements HttpHandler {
  private static final String PROBLEM = "application/problem+json";
  private static final int MOST_FLOWS = 1_000_000;
  private static final int FLOWS = 1_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HostOperations host;
  private final Audit audit;
  private final MetadataService metadata;
  private final List<Route> routes = new ArrayList<>();

  ControlApi(
      HostOperations host,
      ScheduledEvents events,
      Audit audit,
      Journal journal,
      MetadataService metadata) {
    this.host = host;
    this.audit = audit;
    this.metadata = metadata;
    routes.addAll(new NicRoutes(host, events, audit).routes());
    routes.addAll(new PolicyRoutes(host).routes());
    routes.add(Route.look("/host", call -> Reply.ok(host())));
    routes.add(Route.look("/stats", call -> Reply.ok(JSON.valueToTree(Node.of(host).toMap()))));
    routes.add(Route.look("/flows", this::flows));
    routes.add(
        Route.look(
            "/events", call -> Reply.ok(journal.since(call.number("since", 0, Long.MAX_VALUE)))));
  }

  List<Route> routes() {
    return List.copyOf(routes);
  }

  private ObjectNode host() {
    return JsonNodeFactory.instance
        .objectNode()
        .put("name", host.name())
        .put("pid", ProcessHandle.current().pid());
  }

  private Reply flows(Call call) throws Refusal {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode list = node.putArray("flows");
    host.flows((int) call.number("most", FLOWS, MOST_FLOWS))
        .forEach(flow -> list.add(Shapes.flow(flow)));
    return Reply.ok(node);
  }

  @Override
  public HttpAnswer handle(HttpRequest request) {
    if (request.path().equals(MetadataService.PATH)) {
      return metadata.handle(request);
    }
    TreeSet<String> methods = new TreeSet<>();
    for (Route route : routes) {
      Optional<Map<String, String>> names = route.match(request.path());
      if (names.isPresent()) {
        if (route.method().equals(request.method())) {
          return run(route, new Call(request, names.get()));
        }
        methods.add(route.method());
      }
    }
    if (methods.isEmpty()) {
      return problem(
          new Refusal(404, "unknown-path", "there is nothing at " + request.path()), Map.of());
    }
    String allowed = String.join(", ", methods);
    return problem(
        new Refusal(405, "method-not-allowed", request.path() + " takes " + allowed),
        Map.of("Allow", allowed));
  }

  private HttpAnswer run(Route route, Call call) {
    Optional<Audit.Entry> entry =
        route
            .operation()
            .map(operation ->
                audit.begin(
                    call.request().peer(), operation, target(route, call), arguments(call)));
    try {
      Reply reply = route.action().run(call);
      entry.ifPresent(each -> each.done(reply.outcome()));
      return new HttpAnswer(reply.status(), HttpAnswer.JSON, reply.body().toString());
    } catch (Refusal e) {
      entry.ifPresent(each -> each.refused(e));
      return problem(e, Map.of());
    } catch (RuntimeException e) {
      Refusal defect = new Refusal(500, "internal-error", "a defect of this program: " + e);
      entry.ifPresent(each -> each.refused(defect));
      return problem(defect, Map.of());
    }
  }

  private static String target(Route route, Call call) {
    return String.join("/", route.names().stream().map(call::name).toList());
  }

  /** The body as it came; what is no JSON is left out. */
  private static JsonNode arguments(Call call) {
    try {
      JsonNode body = JSON.readTree(call.request().body());
      return body.isObject() ? body : MissingNode.getInstance();
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }

  private static HttpAnswer problem(Refusal refusal, Map<String, String> headers) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("type", "urn:manakin:problem:" + refusal.code());
    node.put("title", refusal.code().replace('-', ' '));
    node.put("status", refusal.status());
    node.put("detail", refusal.getMessage());
    node.put("code", refusal.code());
    refusal.transition().ifPresent(transition -> node.set("transition", transition));
    return new HttpAnswer(refusal.status(), PROBLEM, node.toString(), headers);
  }
}
