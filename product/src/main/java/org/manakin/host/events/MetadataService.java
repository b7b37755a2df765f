package org.manakin.host.events;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.manakin.host.events.ScheduledEvent.Status;
import org.manakin.host.http.HttpAnswer;
import org.manakin.host.http.HttpHandler;
import org.manakin.host.http.HttpRequest;

/**
 * The events as Azure's Instance Metadata Service shows them: GET and POST of {@value #PATH} with
 * the header {@code Metadata: true} and an {@code api-version}. Errors look as there, too. Guests
 * send whatever they like: nothing of it is trusted.
 */
public final class MetadataService implements HttpHandler {
  public static final String PATH = "/metadata/scheduledevents";

  /** Later versions have the keys of earlier ones; every answer has those of the last. */
  private static final List<String> VERSIONS =
      List.of("2020-07-01", "2019-08-01", "2019-04-01", "2019-01-01", "2017-11-01", "2017-08-01");

  private static final int UNKNOWN_DURATION = -1;
  private static final DateTimeFormatter RFC_1123 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final ScheduledEvents events;
  private final BiConsumer<HttpRequest, List<String>> acknowledged;

  /**
   * @param acknowledged told which events a request has started
   */
  public MetadataService(
      ScheduledEvents events, BiConsumer<HttpRequest, List<String>> acknowledged) {
    this.events = events;
    this.acknowledged = acknowledged;
  }

  @Override
  public HttpAnswer handle(HttpRequest request) {
    if (!request.path().equals(PATH)) {
      return error(404, "Not found");
    }
    if (!request.header("metadata").orElse("").equalsIgnoreCase("true")) {
      return error(400, "Bad request. Required metadata header not specified");
    }
    if (request.header("x-forwarded-for").isPresent()) {
      return error(400, "Bad request. A forwarded request is not answered");
    }
    if (!VERSIONS.contains(request.query().getOrDefault("api-version", ""))) {
      ObjectNode node = errorNode("Bad request. api-version is invalid or was not specified");
      VERSIONS.forEach(node.putArray("newest-versions")::add);
      return new HttpAnswer(400, HttpAnswer.JSON, node.toString());
    }
    return switch (request.method()) {
      case "GET" -> new HttpAnswer(200, HttpAnswer.JSON, document().toString());
      case "POST" -> acknowledge(request);
      default -> new HttpAnswer(405, HttpAnswer.JSON, "", Map.of("Allow", "GET, POST"));
    };
  }

  private ObjectNode document() {
    ScheduledEvents.Document document = events.document();
    ObjectNode node = JSON.createObjectNode();
    node.put("DocumentIncarnation", document.incarnation());
    ArrayNode list = node.putArray("Events");
    document.events().forEach(event -> fill(list.addObject(), event));
    return node;
  }

  private static void fill(ObjectNode node, ScheduledEvent event) {
    boolean scheduled = event.status() == Status.SCHEDULED;
    node.put("EventId", event.id());
    node.put("EventType", event.type());
    node.put("ResourceType", "VirtualMachine");
    node.putArray("Resources").add(event.machine());
    node.put("EventStatus", scheduled ? "Scheduled" : "Started");
    node.put("NotBefore", scheduled ? RFC_1123.format(event.notBefore()) : "");
    node.put("Description", event.description());
    node.put("EventSource", "Platform");
    node.put("DurationInSeconds", UNKNOWN_DURATION);
  }

  private HttpAnswer acknowledge(HttpRequest request) {
    List<String> ids = new ArrayList<>();
    try {
      JsonNode requests = JSON.readTree(request.body()).path("StartRequests");
      for (JsonNode each : requests) {
        ids.add(each.path("EventId").asText());
      }
    } catch (JsonProcessingException e) {
      return error(400, "Bad request. The body is no JSON");
    }
    if (ids.isEmpty()) {
      return error(400, "Bad request. Expected {\"StartRequests\": [{\"EventId\": \"...\"}]}");
    }
    List<String> unknown = events.acknowledge(ids);
    if (!unknown.isEmpty()) {
      return error(400, "Bad request. There is no event " + String.join(", ", unknown));
    }
    acknowledged.accept(request, ids);
    return new HttpAnswer(200, HttpAnswer.JSON, "");
  }

  private static HttpAnswer error(int status, String text) {
    return new HttpAnswer(status, HttpAnswer.JSON, errorNode(text).toString());
  }

  private static ObjectNode errorNode(String text) {
    return JSON.createObjectNode().put("error", text);
  }
}
