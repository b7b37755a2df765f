package org.manakin.host.control;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.harrel.jsonschema.Error;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.manakin.host.document.YamlDocument;

/** The description of the API, and what it says of a given answer. */
final class OpenApi {
  private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

  private final JsonNode document;

  OpenApi() throws IOException {
    document =
        YamlDocument.parse(
                Files.readString(
                    Path.of("src/main/resources/org/manakin/host/control/openapi.yaml")))
            .root();
  }

  JsonNode document() {
    return document;
  }

  /** All operations as {@code METHOD path}. */
  Set<String> operations() {
    Set<String> operations = new TreeSet<>();
    for (var path : document.path("paths").properties()) {
      path.getValue()
          .fieldNames()
          .forEachRemaining(key -> {
            if (METHODS.contains(key)) {
              operations.add(key.toUpperCase(java.util.Locale.ROOT) + " " + path.getKey());
            }
          });
    }
    return operations;
  }

  /** What is wrong with an answer, by the description. */
  List<String> problems(String method, String path, int status, String type, String body)
      throws IOException {
    JsonNode responses =
        document
            .path("paths")
            .path(path)
            .path(method.toLowerCase(java.util.Locale.ROOT))
            .path("responses");
    JsonNode response =
        responses.has(Integer.toString(status))
            ? responses.path(Integer.toString(status))
            : responses.path("default");
    if (response.has("$ref")) {
      response = document.at(response.path("$ref").asText().substring(1));
    }
    if (response.isMissingNode()) {
      return List.of(method + " " + path + " has no response " + status);
    }
    JsonNode content = response.path("content");
    if (content.isMissingNode()) {
      return body.isEmpty() ? List.of() : List.of("no body was expected");
    }
    String plain = type.replaceFirst(";.*", "");
    if (!content.has(plain)) {
      return List.of("the type is " + plain);
    }
    ObjectNode schema = content.path(plain).path("schema").deepCopy();
    schema.set("components", document.path("components"));
    return new ValidatorFactory()
            .withJsonNodeFactory(new JacksonNode.Factory())
            .withDisabledSchemaValidation(true)
            .validate((Object) schema, new ObjectMapper().readTree(body))
            .getErrors()
            .stream()
            .map(OpenApi::text)
            .toList();
  }

  private static String text(Error error) {
    return error.getInstanceLocation() + ": " + error.getError();
  }
}
