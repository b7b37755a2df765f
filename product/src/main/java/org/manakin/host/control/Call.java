package org.manakin.host.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.manakin.host.http.HttpRequest;

/** A request that has found its route. */
final class Call {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private final HttpRequest request;
  private final Map<String, String> names;

  /**
   * @param names what stands in the path in the place of the route's names
   */
  Call(HttpRequest request, Map<String, String> names) {
    this.request = request;
    this.names = names;
  }

  HttpRequest request() {
    return request;
  }

  /** What the path has in the place of {@code {name}}. */
  String name(String name) {
    return names.getOrDefault(name, "");
  }

  /** A number of the query. */
  long number(String name, long otherwise, long most) throws Refusal {
    String text = request.query().get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,18}") || Long.parseLong(text) > most) {
      throw Refusal.badRequest(
          "expected a number from 0 to %d for '%s', not '%s'".formatted(most, name, text));
    }
    return Long.parseLong(text);
  }

  /** The body, an object with no other keys than {@code keys}; no body is an empty one. */
  JsonNode body(String... keys) throws Refusal {
    JsonNode body;
    try {
      body =
          request.body().isBlank()
              ? JsonNodeFactory.instance.objectNode()
              : JSON.readTree(request.body());
    } catch (JsonProcessingException e) {
      throw Refusal.badRequest("the body is no JSON: " + e.getOriginalMessage());
    }
    if (!body.isObject()) {
      throw Refusal.badRequest("expected a JSON object");
    }
    List<String> known = List.of(keys);
    for (Map.Entry<String, JsonNode> property : body.properties()) {
      if (!known.contains(property.getKey())) {
        throw Refusal.badRequest(
            "unknown key '%s'; there are %s"
                .formatted(property.getKey(), String.join(", ", known)));
      }
    }
    return body;
  }

  /** The constant that {@code key} of {@code body} names. */
  static <E extends Enum<E>> E word(JsonNode body, String key, Class<E> type) throws Refusal {
    return Shapes.constant(type, body.path(key).asText())
        .orElseThrow(() ->
            Refusal.badRequest(
                "expected '%s' to be one of %s"
                    .formatted(
                        key,
                        Stream.of(type.getEnumConstants())
                            .map(Shapes::word)
                            .collect(Collectors.joining(", ")))));
  }
}
