package org.manakin.host.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.Validator;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * The JSON Schema of the host file and of its parts. Beside the standard's words it uses two of its
 * own for what a person is told: {@code x-expected} at a value, {@code x-either} where one of
 * several keys is needed.
 */
public final class DocumentSchema {
  private static final String RESOURCE = "host.schema.json";

  /**
   * The errors of a schema that is "false" have no keyword of their own; we have them only here.
   */
  private static final String NO_MORE_KEYS = "additionalProperties";

  private final JsonNode schema;
  private final Validator validator;
  private final URI uri;

  /**
   * @param part which part of a host file the document is: its pointer in the schema, such as
   *     {@code /$defs/policy}; empty for all of it
   */
  public DocumentSchema(String part) {
    try (InputStream in =
        Objects.requireNonNull(DocumentSchema.class.getResourceAsStream(RESOURCE), RESOURCE)) {
      schema = new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException(e); // it is in the same jar
    }
    // That the schema is one is a matter of the tests.
    validator =
        new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .withDisabledSchemaValidation(true)
            .createValidator();
    URI whole = validator.registerSchema(schema);
    uri = part.isEmpty() ? whole : URI.create(whole + "#" + part);
  }

  /** Adds what is wrong with {@code document}. */
  public void check(YamlDocument document, Problems problems) {
    for (Error error : validator.validate(uri, document.root()).getErrors()) {
      report(error, document.root(), problems);
    }
  }

  private void report(Error error, JsonNode root, Problems problems) {
    String path = error.getEvaluationPath();
    if (path.contains("/anyOf/") || path.contains("/oneOf/")) {
      return; // the one that needs either is reported as a whole
    }
    String place = error.getInstanceLocation();
    JsonNode found = root.at(place);
    String keyword = Objects.requireNonNullElse(error.getKeyword(), NO_MORE_KEYS);
    JsonNode wanted = schema.at(ownerOf(error.getSchemaLocation(), keyword));
    switch (keyword) {
      case "$ref", "items", "properties" -> {} // what is wrong is further in
      case NO_MORE_KEYS -> problems.atKey(place, unknown(wanted, place));
      case "required" -> problems.about(place, missing(wanted, found));
      case "anyOf", "oneOf" ->
          problems.about(place, "expected " + wanted.path("x-either").asText());
      default -> problems.at(place, "expected " + expected(wanted) + shown(found));
    }
  }

  /** Where in the schema the keyword stands: the location without the URI and the keyword. */
  private static String ownerOf(String location, String keyword) {
    String pointer = location.substring(location.indexOf('#') + 1);
    String end = "/" + keyword;
    return pointer.endsWith(end) ? pointer.substring(0, pointer.length() - end.length()) : pointer;
  }

  /**
   * @param wanted the object's schema, whose {@code additionalProperties} is false
   */
  private static String unknown(JsonNode wanted, String place) {
    List<String> names = new ArrayList<>();
    wanted.path("properties").fieldNames().forEachRemaining(names::add);
    return "unknown key '%s'; there are %s"
        .formatted(place.substring(place.lastIndexOf('/') + 1), String.join(", ", names));
  }

  private static String missing(JsonNode wanted, JsonNode found) {
    List<String> missing = new ArrayList<>();
    for (JsonNode key : wanted.path("required")) {
      if (!found.has(key.asText())) {
        missing.add("'" + key.asText() + "'");
      }
    }
    return missing.stream().collect(Collectors.joining(" and ", "expected ", " here"));
  }

  private static String expected(JsonNode wanted) {
    return wanted.path("x-expected").asText("a map of keys and values");
  }

  private static String shown(JsonNode found) {
    return found.isValueNode() && !found.isNull() ? ", not '" + found.asText() + "'" : "";
  }
}
