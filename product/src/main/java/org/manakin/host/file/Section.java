package org.manakin.host.file;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * An object of the document. Values of a wrong kind read as absent: the schema has reported them.
 */
final class Section {
  private final JsonNode node;
  private final String pointer;
  private final Problems problems;

  Section(JsonNode node, String pointer, Problems problems) {
    this.node = node.isObject() ? node : MissingNode.getInstance();
    this.pointer = pointer;
    this.problems = problems;
  }

  boolean isPresent() {
    return node.isObject();
  }

  boolean has(String key) {
    return node.has(key);
  }

  Section section(String key) {
    return new Section(node.path(key), at(key), problems);
  }

  /** The objects of a list. */
  List<Section> sections(String key) {
    List<Section> sections = new ArrayList<>();
    int i = 0;
    for (JsonNode item : node.path(key)) {
      Section section = new Section(item, at(key) + "/" + i++, problems);
      if (section.isPresent() && node.path(key).isArray()) {
        sections.add(section);
      }
    }
    return sections;
  }

  Optional<String> text(String key) {
    JsonNode value = node.path(key);
    return value.isTextual() && !problems.isKnown(at(key))
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  /** A whole number or what is taken without one. */
  int number(String key, int otherwise) {
    JsonNode value = node.path(key);
    return value.isIntegralNumber() && value.canConvertToInt() && !problems.isKnown(at(key))
        ? value.intValue()
        : otherwise;
  }

  /** The value of {@code key} as {@code parser} reads it; what it throws becomes a problem. */
  <T> Optional<T> parsed(String key, Function<String, T> parser) {
    return text(key).flatMap(text -> parse(text, at(key), parser));
  }

  /** The values of a list as {@code parser} reads them, with their places. */
  <T> List<Placed<T>> list(String key, Function<String, T> parser) {
    List<Placed<T>> list = new ArrayList<>();
    JsonNode items = node.path(key);
    for (int i = 0; i < items.size() && items.isArray(); i++) {
      String place = at(key) + "/" + i;
      if (items.get(i).isTextual() && !problems.isKnown(place)) {
        parse(items.get(i).asText(), place, parser)
            .ifPresent(value -> list.add(new Placed<>(value, place)));
      }
    }
    return list;
  }

  /** The keys and whole numbers of a map. */
  List<Placed<Map.Entry<String, Integer>>> numbers(String key) {
    List<Placed<Map.Entry<String, Integer>>> list = new ArrayList<>();
    for (Map.Entry<String, JsonNode> property : node.path(key).properties()) {
      String place = YamlDocument.below(at(key), property.getKey());
      if (property.getValue().canConvertToInt() && !problems.isKnown(place)) {
        list.add(new Placed<>(Map.entry(property.getKey(), property.getValue().intValue()), place));
      }
    }
    return list;
  }

  /** A value and where it stands. */
  record Placed<T>(T value, String place) {}

  private <T> Optional<T> parse(String text, String place, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      problems.at(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /** The value of {@code key} is wrong. */
  void wrong(String key, String text) {
    problems.at(at(key), text);
  }

  /** The place of {@code key}, whether it is there or not. */
  String at(String key) {
    return YamlDocument.below(pointer, key);
  }

  Problems problems() {
    return problems;
  }
}
