package org.manakin.host.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * An object of the document. Values of a wrong kind read as absent: the schema has reported them.
 */
public final class Section {
  private final JsonNode node;
  private final String pointer;
  private final Problems problems;

  /** The whole of {@code document}. */
  public Section(YamlDocument document, Problems problems) {
    this(document.root(), "", problems);
  }

  private Section(JsonNode node, String pointer, Problems problems) {
    this.node = node.isObject() ? node : MissingNode.getInstance();
    this.pointer = pointer;
    this.problems = problems;
  }

  public boolean isPresent() {
    return node.isObject();
  }

  public boolean has(String key) {
    return node.has(key);
  }

  public Section section(String key) {
    return new Section(node.path(key), at(key), problems);
  }

  /** The objects of a list. */
  public List<Section> sections(String key) {
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

  public Optional<String> text(String key) {
    JsonNode value = node.path(key);
    return value.isTextual() && !problems.isKnown(at(key))
        ? Optional.of(value.asText())
        : Optional.empty();
  }

  public String text(String key, String otherwise) {
    return text(key).orElse(otherwise);
  }

  /** A whole number or what is taken without one. */
  public int number(String key, int otherwise) {
    JsonNode value = node.path(key);
    return value.isIntegralNumber() && value.canConvertToInt() && !problems.isKnown(at(key))
        ? value.intValue()
        : otherwise;
  }

  /** The value of {@code key} as {@code parser} reads it; what it throws becomes a problem. */
  public <T> Optional<T> parsed(String key, Function<String, T> parser) {
    return text(key).flatMap(text -> parse(text, at(key), parser));
  }

  /** The values of a list as {@code parser} reads them, with their places. */
  public <T> List<Placed<T>> list(String key, Function<String, T> parser) {
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
  public List<Placed<Map.Entry<String, Integer>>> numbers(String key) {
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
  public record Placed<T>(T value, String place) {}

  private <T> Optional<T> parse(String text, String place, Function<String, T> parser) {
    try {
      return Optional.of(parser.apply(text));
    } catch (IllegalArgumentException e) {
      problems.at(place, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  /**
   * What {@code maker} makes of checked values: not called if something is wrong already, and what
   * it throws becomes a problem.
   */
  <T> T made(Supplier<T> maker, T otherwise) {
    if (!problems.isEmpty()) {
      return otherwise;
    }
    try {
      return maker.get();
    } catch (IllegalArgumentException e) {
      problems.about(pointer, String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  /** The value of {@code key} is wrong. */
  public void wrong(String key, String text) {
    problems.at(at(key), text);
  }

  /** The place of {@code key}, whether it is there or not. */
  public String at(String key) {
    return YamlDocument.below(pointer, key);
  }

  public Problems problems() {
    return problems;
  }
}
