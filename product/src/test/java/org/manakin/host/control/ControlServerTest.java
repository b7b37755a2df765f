package org.manakin.host.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.events.MetadataService;
import org.manakin.host.events.ScheduledEvents;
import org.manakin.host.http.HttpAnswer;
import org.manakin.host.http.HttpClient;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;

/** The API over its socket, each answer held against its description. */
class ControlServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String EVENTS = MetadataService.PATH + "?api-version=2020-07-01";
  private static final Map<String, String> METADATA = Map.of("Metadata", "true");

  @TempDir Path folder;
  private final FakeHost host = new FakeHost();
  private final StringWriter audit = new StringWriter();
  private final List<String> used = new ArrayList<>();
  private OpenApi openApi;
  private ControlServer server;
  private HttpClient client;

  @BeforeEach
  void start() throws IOException {
    openApi = new OpenApi();
    Path socket = folder.resolve("control.sock");
    server =
        ControlServer.open(
            socket,
            Optional.of(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0)),
            host,
            AuditLog.to(new PrintWriter(audit)));
    client = new HttpClient(socket);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** The answer's body; it is what the description says of that path. */
  private JsonNode ask(String method, String path, String template, String body, int status)
      throws IOException {
    HttpAnswer answer = client.send(method, path, body.isEmpty() ? null : body, METADATA);
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(openApi.problems(method, template, status, answer.type(), answer.body()))
        .as(answer.body())
        .isEmpty();
    used.add(method + " " + template);
    return JSON.readTree(answer.body());
  }

  private JsonNode get(String path, String template) throws IOException {
    return ask("GET", path, template, "", 200);
  }

  private JsonNode post(String path, String template, String body, int status) throws IOException {
    return ask("POST", path, template, body, status);
  }

  @Test
  void theDescriptionHasTheRoutesAndNoOthers() {
    Audit none =
        new Audit(
            java.time.InstantSource.system(),
            AuditLog.to(new PrintWriter(audit)),
            new Journal(java.time.InstantSource.system()));
    ScheduledEvents events = new ScheduledEvents(java.time.InstantSource.system(), Runnable::run);
    ControlApi api =
        new ControlApi(
            host,
            events,
            none,
            new Journal(java.time.InstantSource.system()),
            new MetadataService(events, (request, ids) -> {}));
    Set<String> routes = new TreeSet<>();
    api.routes().forEach(route -> routes.add(route.method() + " " + route.path()));
    routes.add("GET " + MetadataService.PATH);
    routes.add("POST " + MetadataService.PATH);
    assertThat(openApi.operations()).containsExactlyElementsOf(routes);
  }

  @Test
  void everyOperationAnswersAsDescribed() throws IOException {
    assertThat(get("/host", "/host").path("name").asText()).isEqualTo("rack");
    assertThat(get("/nics", "/nics").path("nics").size()).isEqualTo(2);
    assertThat(get("/nics/b0", "/nics/{nic}").path("path").asText()).isEqualTo("none");
    assertThat(get("/stats", "/stats").at("/switch/name").asText()).isEqualTo("s");
    assertThat(get("/flows", "/flows").path("flows").size()).isEqualTo(2);
    assertThat(get("/flows?most=1", "/flows").path("flows").size()).isEqualTo(1);
    String vf = "/nics/{nic}/vf/";
    JsonNode revoked = post("/nics/a0/vf/revoke", vf + "revoke", "{\"mode\":\"surprise\"}", 200);
    assertThat(revoked.path("mode").asText()).isEqualTo("surprise");
    assertThat(revoked.at("/steps/0/millis").asDouble()).isEqualTo(1.25);
    post("/nics/a0/vf/restore", vf + "restore", "", 200);
    JsonNode served =
        post("/nics/a0/vf/service", vf + "service", "{\"event\":\"fpga-reconfig\"}", 200);
    assertThat(served.path("outcome").asText()).isEqualTo("no-reaction");
    assertThat(host.done).containsExactly("REVOKE SURPRISE", "RESTORE", "SERVICE FPGA_RECONFIG");
    policies();
    scheduledEvents();
    get("/events", "/events");
    assertThat(openApi.operations()).containsExactlyElementsOf(new TreeSet<>(used));
  }

  private void policies() throws IOException {
    assertThat(get("/policies", "/policies").path("policies").size()).isEqualTo(2);
    String one = "/policies/{policy}";
    JsonNode web = get("/policies/web", one);
    assertThat(web.path("nics").get(0).asText()).isEqualTo("a0");
    assertThat(ask("PUT", "/policies/web", one, web.toString(), 200)).isEqualTo(web);
    String rules = one + "/rules/{rule}";
    String ping =
        "{\"priority\":7,\"direction\":\"out\",\"protocol\":\"icmp\",\"action\":\"deny\"}";
    assertThat(ask("PUT", "/policies/web/rules/ping", rules, ping, 200).path("rules").size())
        .isEqualTo(2);
    assertThat(get("/policies/web/rules/ping", rules).path("priority").asInt()).isEqualTo(7);
    assertThat(ask("DELETE", "/policies/web/rules/ping", rules, "", 200).path("rules").size())
        .isEqualTo(1);
    ask("DELETE", "/policies/unused", one, "", 200);
    assertThat(host.policies()).hasSize(1);
  }

  private void scheduledEvents() throws IOException {
    String path = MetadataService.PATH;
    JsonNode announced =
        post("/nics/a0/vf/revoke", "/nics/{nic}/vf/revoke", "{\"notice_seconds\":600}", 202);
    JsonNode event = ask("GET", EVENTS, path, "", 200).path("Events").get(0);
    assertThat(event.path("EventId")).isEqualTo(announced.path("event_id"));
    assertThat(event.path("Resources").get(0).asText()).isEqualTo("a");
    String start =
        "{\"StartRequests\":[{\"EventId\":\"%s\"}]}".formatted(event.path("EventId").asText());
    HttpAnswer answer = client.send("POST", EVENTS, start, METADATA);
    assertThat(answer.status()).isEqualTo(200);
    used.add("POST " + path);
  }

  @Test
  void refusalsAreProblemsWithCodes() throws IOException {
    String nic = "/nics/{nic}";
    assertThat(code("GET", "/nics/x", nic, "", 404)).isEqualTo("unknown-nic");
    assertThat(code("POST", "/nics/b0/vf/revoke", nic + "/vf/revoke", "", 409)).isEqualTo("no-vf");
    assertThat(code("POST", "/nics/x/vf/restore", nic + "/vf/restore", "", 404))
        .isEqualTo("unknown-nic");
    for (String body :
        List.of(
            "{\"mode\":\"gently\"}",
            "{\"mode\":7}",
            "{\"kind\":\"planned\"}",
            "{\"notice_seconds\":0}",
            "{\"notice_seconds\":\"1\"}",
            "{\"notice_seconds\":30,\"mode\":\"dead\"}",
            "[]",
            "{",
            "{}{}")) {
      assertThat(code("POST", "/nics/a0/vf/revoke", nic + "/vf/revoke", body, 400))
          .as(body)
          .isEqualTo("bad-request");
    }
    assertThat(code("POST", "/nics/a0/vf/service", nic + "/vf/service", "", 400))
        .isEqualTo("bad-request");
    assertThat(code("GET", "/flows?most=x", "/flows", "", 400)).isEqualTo("bad-request");
    assertThat(code("GET", "/policies/x", "/policies/{policy}", "", 404))
        .isEqualTo("unknown-policy");
    assertThat(code("DELETE", "/policies/web", "/policies/{policy}", "", 409))
        .isEqualTo("policy-in-use");
    assertThat(code("DELETE", "/policies/web/rules/x", "/policies/{policy}/rules/{rule}", "", 404))
        .isEqualTo("unknown-rule");
    assertThat(
            code(
                "PUT",
                "/policies/web",
                "/policies/{policy}",
                "{\"name\":\"other\",\"rules\":[]}",
                400))
        .isEqualTo("bad-request");
    String clash = "{\"priority\":100,\"direction\":\"in\",\"action\":\"deny\"}";
    assertThat(code("PUT", "/policies/web/rules/x", "/policies/{policy}/rules/{rule}", clash, 400))
        .isEqualTo("bad-request");
    assertThat(host.done).isEmpty();
    assertThat(host.policies().getFirst().rules()).hasSize(1);
  }

  @Test
  void eachReasonOfAnOperationHasACode() throws IOException {
    for (Reason reason : Reason.values()) {
      host.refusal = Optional.of(new OperationException(reason, "do something else"));
      HttpAnswer answer = client.send("POST", "/nics/a0/vf/revoke", null);
      assertThat(answer.status()).isBetween(409, 504);
      assertThat(
              openApi.problems(
                  "POST", "/nics/{nic}/vf/revoke", answer.status(), answer.type(), answer.body()))
          .as(answer.body())
          .isEmpty();
      assertThat(JSON.readTree(answer.body()).path("detail").asText())
          .isEqualTo("do something else");
    }
  }

  private String code(String method, String path, String template, String body, int status)
      throws IOException {
    return ask(method, path, template, body, status).path("code").asText();
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws IOException {
    HttpAnswer nothing = client.send("GET", "/nothing", null);
    assertThat(nothing.status()).isEqualTo(404);
    assertThat(nothing.type()).startsWith("application/problem+json");
    assertThat(client.send("DELETE", "/nics", null).status()).isEqualTo(405);
    assertThat(client.send("GET", "/nics/a0/vf/revoke", null).body()).contains("takes POST");
  }

  @Test
  void eachOperationLeavesALine() throws IOException {
    client.send("POST", "/nics/a0/vf/revoke", "{\"mode\":\"planned\"}");
    client.send("POST", "/nics/a0/vf/revoke", null);
    client.send("GET", "/nics", null);
    client.send("DELETE", "/policies/web/rules/https", null);
    List<JsonNode> lines = new ArrayList<>();
    for (String line : audit.toString().lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    assertThat(lines).hasSize(3);
    JsonNode done = lines.getFirst();
    assertThat(done.path("pid").asLong()).isEqualTo(ProcessHandle.current().pid());
    assertThat(done.path("uid").asInt()).isEqualTo((int) Files.getAttribute(folder, "unix:uid"));
    assertThat(done.path("operation").asText()).isEqualTo("vf revoke");
    assertThat(done.path("target").asText()).isEqualTo("a0");
    assertThat(done.at("/arguments/mode").asText()).isEqualTo("planned");
    assertThat(done.path("outcome").asText()).isEqualTo("done");
    assertThat(done.path("duration_ms").isNumber()).isTrue();
    assertThat(done.path("time").asText()).endsWith("Z");
    assertThat(lines.get(1).path("outcome").asText()).isEqualTo("refused");
    assertThat(lines.get(1).path("code").asText()).isEqualTo("refused-in-state");
    assertThat(lines.get(2).path("target").asText()).isEqualTo("web/https");
  }

  @Test
  void eventsTellWhatHappened() throws IOException {
    client.send("POST", "/nics/a0/vf/revoke", null);
    JsonNode events = get("/events", "/events");
    assertThat(events.path("events").findValuesAsText("kind"))
        .containsExactly("state", "transition", "operation");
    assertThat(events.at("/events/0/to").asText()).isEqualTo("revoked");
    assertThat(events.path("last").asInt()).isEqualTo(3);
    assertThat(get("/events?since=2", "/events").path("events").size()).isEqualTo(1);
  }

  @Test
  void anAnnouncedRevokeHappensWhenItsTimeHasCome() throws Exception {
    post("/nics/a0/vf/revoke", "/nics/{nic}/vf/revoke", "{\"notice_seconds\":1}", 202);
    synchronized (host.done) {
      while (host.done.isEmpty()) {
        host.done.wait();
      }
    }
    assertThat(host.done).containsExactly("REVOKE PLANNED");
    server.close();
    assertThat(audit.toString()).contains("\"outcome\":\"announced\"");
  }

  @Test
  void guestsReadAndAcknowledgeOverTcpAndReachNothingElse() throws Exception {
    post("/nics/a0/vf/revoke", "/nics/{nic}/vf/revoke", "{\"notice_seconds\":600}", 202);
    String base = "http://127.0.0.1:" + server.guestPort().getAsInt();
    JsonNode document = JSON.readTree(tcp("GET", base + EVENTS, "").body());
    String id = document.at("/Events/0/EventId").asText();
    assertThat(tcp("GET", base + "/nics", "").statusCode()).isEqualTo(404);
    String start = "{\"StartRequests\":[{\"EventId\":\"" + id + "\"}]}";
    assertThat(tcp("POST", base + EVENTS, start).statusCode()).isEqualTo(200);
    synchronized (host.done) {
      while (host.done.isEmpty()) {
        host.done.wait();
      }
    }
    assertThat(audit.toString()).contains("\"address\":\"127.0.0.1\"");
  }

  private static HttpResponse<String> tcp(String method, String uri, String body)
      throws IOException, InterruptedException {
    try (var http = java.net.http.HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      return http.send(
          java.net.http.HttpRequest.newBuilder(java.net.URI.create(uri))
              .header("Metadata", "true")
              .method(method, java.net.http.HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void theSocketIsItsOwnersAndGoneAtTheEnd() throws IOException {
    Path socket = client.socket();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
        .isEqualTo("rw-------");
    server.close();
    assertThat(socket).doesNotExist();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> client.send("GET", "/nics", null));
  }

  @Test
  void whatIsNoHttpEndsItsConnectionOnly() throws IOException {
    for (String nonsense :
        List.of("\r\n\r\n", "GET\r\n\r\n", "x".repeat(100_000), "GET / HTTP/1.1\r\n\r\n")) {
      try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
        channel.connect(UnixDomainSocketAddress.of(client.socket()));
        try {
          channel.write(ByteBuffer.wrap(nonsense.getBytes(StandardCharsets.US_ASCII)));
          channel.shutdownOutput();
          channel.read(ByteBuffer.allocate(4_096));
        } catch (IOException e) {
          // It may hang up in the middle.
        }
      }
    }
    assertThat(client.send("GET", "/host", null).status()).isEqualTo(200);
  }

  @Test
  void aClientThatAsksForLeaveToSendItsBodyGetsIt() throws Exception {
    String base = "http://127.0.0.1:" + server.guestPort().getAsInt();
    try (var http = java.net.http.HttpClient.newBuilder().version(Version.HTTP_1_1).build()) {
      HttpResponse<String> answer =
          http.send(
              java.net.http.HttpRequest.newBuilder(java.net.URI.create(base + EVENTS))
                  .header("Metadata", "true")
                  .expectContinue(true)
                  .POST(java.net.http.HttpRequest.BodyPublishers.ofString("nonsense"))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(answer.body()).contains("The body is no JSON");
    }
  }

  @Test
  void idleConnectionsMakeRoomForNewOnes() throws IOException {
    List<SocketChannel> idle = new ArrayList<>();
    try {
      for (int i = 0; i < 40; i++) {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        idle.add(channel);
        channel.connect(UnixDomainSocketAddress.of(client.socket()));
      }
      assertThat(client.send("GET", "/host", null).status()).isEqualTo(200);
    } finally {
      for (SocketChannel channel : idle) {
        channel.close();
      }
    }
  }
}
