package org.manakin.host.events;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.manakin.host.http.HttpAnswer;
import org.manakin.host.http.HttpRequest;
import org.manakin.host.http.Peer;

/** Shapes and refusals as Azure's documentation of Scheduled Events has them. */
class MetadataServiceTest {
  private static final Map<String, String> VERSION = Map.of("api-version", "2020-07-01");
  private static final Map<String, String> METADATA = Map.of("metadata", "true");

  private final List<Runnable> running = new ArrayList<>();
  private final List<String> acknowledged = new ArrayList<>();
  private final ScheduledEvents events =
      new ScheduledEvents(() -> Instant.parse("2016-09-19T18:29:17Z"), running::add);
  private final MetadataService service =
      new MetadataService(events, (request, ids) -> acknowledged.addAll(ids));

  private HttpAnswer ask(
      String method, Map<String, String> query, Map<String, String> headers, String body) {
    return service.handle(
        new HttpRequest(
            method, MetadataService.PATH, query, headers, body, new Peer(0, -1, "10.0.0.1")));
  }

  private JsonNode document() throws IOException {
    HttpAnswer answer = ask("GET", VERSION, METADATA, "");
    assertThat(answer.status()).isEqualTo(200);
    return new ObjectMapper().readTree(answer.body());
  }

  @Test
  void theDocumentHasAzuresKeys() throws IOException {
    ScheduledEvent event =
        events.announce(
            ScheduledEvent.ADAPTER_REVOKE, "vm1", "why", Duration.ofSeconds(30), () -> {});
    assertThat(document())
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    """
                    {"DocumentIncarnation": 2,
                     "Events": [{
                       "EventId": "%s",
                       "EventType": "NetworkAdapterRevoke",
                       "ResourceType": "VirtualMachine",
                       "Resources": ["vm1"],
                       "EventStatus": "Scheduled",
                       "NotBefore": "Mon, 19 Sep 2016 18:29:47 GMT",
                       "Description": "why",
                       "EventSource": "Platform",
                       "DurationInSeconds": -1}]}
                    """
                        .formatted(event.id())));
    String start = "{\"StartRequests\": [{\"EventId\": \"%s\"}]}".formatted(event.id());
    assertThat(ask("POST", VERSION, METADATA, start).status()).isEqualTo(200);
    assertThat(acknowledged).containsExactly(event.id());
    assertThat(document().at("/Events/0/EventStatus").asText()).isEqualTo("Started");
    assertThat(document().at("/Events/0/NotBefore").asText()).isEmpty();
    running.forEach(Runnable::run);
    assertThat(document().path("Events").isEmpty()).isTrue();
  }

  @Test
  void requestsWithoutHeaderOrVersionAreRefused() {
    assertThat(ask("GET", VERSION, Map.of(), "").status()).isEqualTo(400);
    assertThat(ask("GET", VERSION, Map.of("metadata", "false"), "").status()).isEqualTo(400);
    assertThat(
            ask("GET", VERSION, Map.of("metadata", "true", "x-forwarded-for", "1.2.3.4"), "")
                .status())
        .isEqualTo(400);
    assertThat(ask("GET", Map.of(), METADATA, "").body()).contains("newest-versions");
    assertThat(ask("GET", Map.of("api-version", "1"), METADATA, "").status()).isEqualTo(400);
    assertThat(ask("DELETE", VERSION, METADATA, "").status()).isEqualTo(405);
  }

  @Test
  void nonsenseStartsNothing() {
    ScheduledEvent event =
        events.announce(ScheduledEvent.ADAPTER_REVOKE, "vm1", "", Duration.ofSeconds(30), () -> {});
    for (String body :
        List.of(
            "",
            "{",
            "[]",
            "7",
            "{\"StartRequests\": []}",
            "{\"StartRequests\": {\"EventId\": 7}}",
            "{\"StartRequests\": [7]}",
            "{\"StartRequests\": [{\"EventId\": \"" + event.id() + "\"}, {\"EventId\": \"x\"}]}")) {
      assertThat(ask("POST", VERSION, METADATA, body).status()).as(body).isEqualTo(400);
    }
    assertThat(running).isEmpty();
    assertThat(acknowledged).isEmpty();
  }
}
