package org.manakin.host.document;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.AnchorNode;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A YAML document as JSON, with the line of each key and value by JSON pointer. */
public final class YamlDocument {
  private static final int DEEPEST = 32;
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final LoadSettings SETTINGS = LoadSettings.builder().setLabel("file").build();

  private final Map<String, Integer> lines = new HashMap<>();
  private final Map<String, Integer> keyLines = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private JsonNode root = JSON.missingNode();

  private YamlDocument() {}

  /** Reads {@code text}; what is no YAML, or YAML that JSON has not, is in {@link #problems}. */
  public static YamlDocument parse(String text) {
    YamlDocument document = new YamlDocument();
    try {
      Optional<Node> node = new Compose(SETTINGS).composeString(text);
      if (node.isPresent()) {
        document.root = document.json(node.get(), "", 0);
      } else {
        document.problems.add(new Problem(1, "there is nothing in it"));
      }
    } catch (MarkedYamlEngineException e) {
      document.problems.add(
          new Problem(
              e.getProblemMark().or(e::getContextMark).map(YamlDocument::lineOf).orElse(1),
              "this is no YAML: " + e.getProblem()));
    } catch (YamlEngineException e) {
      document.problems.add(new Problem(1, "this is no YAML: " + e.getMessage()));
    }
    return document;
  }

  private JsonNode json(Node node, String pointer, int depth) {
    int line = lineOf(node);
    lines.put(pointer, line);
    if (depth > DEEPEST) {
      problems.add(new Problem(line, "nested deeper than " + DEEPEST + " levels"));
      return JSON.nullNode();
    }
    return switch (node) {
      case MappingNode mapping -> object(mapping, pointer, depth);
      case SequenceNode sequence -> {
        ArrayNode array = JSON.arrayNode();
        int i = 0;
        for (Node item : sequence.getValue()) {
          array.add(json(item, pointer + "/" + i++, depth + 1));
        }
        yield array;
      }
      case AnchorNode anchor -> json(anchor.getRealNode(), pointer, depth + 1);
      case ScalarNode scalar -> value(scalar);
      default -> {
        problems.add(new Problem(line, "a value, a list or a map"));
        yield JSON.nullNode();
      }
    };
  }

  private ObjectNode object(MappingNode mapping, String pointer, int depth) {
    ObjectNode object = JSON.objectNode();
    for (NodeTuple tuple : mapping.getValue()) {
      int line = lineOf(tuple.getKeyNode());
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new IllegalStateException("the settings allow scalar keys only");
      }
      String name = key.getValue();
      if (object.has(name)) {
        problems.add(
            new Problem(
                line,
                "the key '"
                    + name
                    + "' is there already, in line "
                    + keyLines.get(below(pointer, name))));
        continue;
      }
      String child = below(pointer, name);
      keyLines.put(child, line);
      object.set(name, json(tuple.getValueNode(), child, depth + 1));
    }
    return object;
  }

  private JsonNode value(ScalarNode scalar) {
    String text = scalar.getValue();
    Tag tag = scalar.getTag();
    if (tag.equals(Tag.NULL)) {
      return JSON.nullNode();
    }
    if (tag.equals(Tag.BOOL)) {
      return JSON.booleanNode(Boolean.parseBoolean(text));
    }
    try {
      if (tag.equals(Tag.INT)) {
        return JSON.numberNode(Long.parseLong(text));
      }
      if (tag.equals(Tag.FLOAT)) {
        return JSON.numberNode(Double.parseDouble(text));
      }
    } catch (NumberFormatException e) {
      // A number beyond what any key takes: the schema says what was expected.
      return JSON.textNode(text);
    }
    return JSON.textNode(text);
  }

  /** The pointer of {@code key} below {@code pointer} (RFC 6901). */
  static String below(String pointer, String key) {
    return pointer + "/" + key.replace("~", "~0").replace("/", "~1");
  }

  public JsonNode root() {
    return root;
  }

  /** What kept it from being read whole. */
  public List<Problem> problems() {
    return problems;
  }

  /** The line where the value at {@code pointer} starts, or what it would be in. */
  int line(String pointer) {
    return line(pointer, lines);
  }

  /** The line of the key that {@code pointer} ends in. */
  int keyLine(String pointer) {
    return line(pointer, keyLines);
  }

  private int line(String pointer, Map<String, Integer> known) {
    @Nullable Integer line = known.get(pointer);
    if (line != null) {
      return line;
    }
    line = lines.get(pointer);
    int end = pointer.lastIndexOf('/');
    if (line != null || end < 0) {
      return line == null ? 1 : line;
    }
    return line(pointer.substring(0, end), lines);
  }

  private static int lineOf(Node node) {
    return node.getStartMark().map(YamlDocument::lineOf).orElse(1);
  }

  private static int lineOf(Mark mark) {
    return mark.getLine() + 1;
  }
}
