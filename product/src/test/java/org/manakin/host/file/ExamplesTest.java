package org.manakin.host.file;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.harrel.jsonschema.ValidatorFactory;
import dev.harrel.jsonschema.providers.JacksonNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.manakin.host.HostPlan;
import org.manakin.host.document.YamlDocument;

/** The host files that users are shown, and the schema that their editors are told. */
class ExamplesTest {
  private static final Path FOLDER = Path.of("../examples");
  private static final Path SCHEMA =
      Path.of("src/main/resources/org/manakin/host/document/host.schema.json");

  static List<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("examples")
  void isRead(Path example) throws IOException {
    HostPlan plan = HostFile.read(example, Map.of());
    assertThat(plan.nics()).isNotEmpty();
    String schema = Files.readAllLines(example).getFirst().replaceFirst(".*\\$schema=", "");
    assertThat(Files.isSameFile(FOLDER.resolve(schema), SCHEMA)).isTrue();
  }

  @Test
  void theExamplesShowEachKey() throws IOException {
    Set<String> shown = new HashSet<>();
    for (Path example : examples()) {
      keys(YamlDocument.parse(Files.readString(example)).root(), shown);
    }
    Set<String> missing = new TreeSet<>();
    properties(new ObjectMapper().readTree(SCHEMA.toFile()), missing);
    missing.removeAll(shown);
    assertThat(missing).isEmpty();
  }

  private static void keys(JsonNode node, Set<String> keys) {
    node.fieldNames().forEachRemaining(keys::add);
    node.forEach(child -> keys(child, keys));
  }

  private static void properties(JsonNode schema, Set<String> names) {
    if (schema.path("properties").isObject()) {
      schema.path("properties").fieldNames().forEachRemaining(names::add);
    }
    schema.forEach(child -> properties(child, names));
  }

  @Test
  void theSchemaIsOne() throws IOException {
    assertThat(
            new ValidatorFactory()
                .withJsonNodeFactory(new JacksonNode.Factory())
                .createValidator()
                .validate(
                    URI.create("https://json-schema.org/draft/2020-12/schema"),
                    Files.readString(SCHEMA))
                .isValid())
        .isTrue();
  }
}
