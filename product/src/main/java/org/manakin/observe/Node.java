package org.manakin.observe;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A node of the inspection tree: a moment's picture of values, nodes and lists of nodes, each with
 * a name, in the order in which they were added. A name given twice keeps its place and takes the
 * later value. One thread at a time.
 */
public final class Node {
  private static final String INDENT = "  ";

  private final Map<String, Object> entries = new LinkedHashMap<>();

  /** The tree of {@code root} as it is now. */
  public static Node of(Inspectable root) {
    Node node = new Node();
    node.fill(root);
    return node;
  }

  /** An enum constant's name as the tree shows it: in snake_case. */
  public static String nameOf(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  public Node value(String name, long value) {
    entries.put(name, value);
    return this;
  }

  public Node value(String name, boolean value) {
    entries.put(name, value);
    return this;
  }

  public Node value(String name, String value) {
    entries.put(name, value);
    return this;
  }

  /** The node of this name below this one, made if there is none. */
  public Node child(String name) {
    if (entries.get(name) instanceof Node child) {
      return child;
    }
    Node child = new Node();
    entries.put(name, child);
    return child;
  }

  /** Lets {@code inspectable} fill the node of this name; returns this node. */
  public Node child(String name, Inspectable inspectable) {
    child(name).fill(inspectable);
    return this;
  }

  /** A new node at the end of the list of this name, which is made if there is none. */
  public Node item(String list) {
    Node item = new Node();
    if (entries.get(list) instanceof Items items) {
      items.nodes.add(item);
    } else {
      Items items = new Items(new ArrayList<>());
      items.nodes.add(item);
      entries.put(list, items);
    }
    return item;
  }

  private void fill(Inspectable inspectable) {
    try {
      inspectable.inspect(this);
    } catch (RuntimeException e) {
      // The rest of the tree is worth showing, above all when something is wrong.
      value("inspection_failed", e.toString());
    }
  }

  /**
   * The tree as plain objects, for a JSON writer: a map of Long, Boolean, String, such maps, and
   * lists of such maps. Later additions to this node do not show in it.
   */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    entries.forEach((name, value) -> map.put(name, plain(value)));
    return Collections.unmodifiableMap(map);
  }

  private static Object plain(Object value) {
    return switch (value) {
      case Node node -> node.toMap();
      case Items items -> items.nodes.stream().map(Node::toMap).toList();
      default -> value;
    };
  }

  /** The tree as text: a line for each value, two blanks of indentation for each level. */
  public String toText() {
    StringBuilder text = new StringBuilder();
    append(text, "");
    return text.toString();
  }

  private void append(StringBuilder text, String indent) {
    entries.forEach((name, value) -> {
      text.append(indent).append(name);
      switch (value) {
        case Node node -> {
          text.append('\n');
          node.append(text, indent + INDENT);
        }
        case Items items -> {
          text.append('\n');
          items.append(text, indent + INDENT);
        }
        default -> text.append(": ").append(value).append('\n');
      }
    });
  }

  /** A list of nodes; each is shown with a dash before its first line. */
  private record Items(List<Node> nodes) {
    void append(StringBuilder text, String indent) {
      for (Node node : nodes) {
        StringBuilder item = new StringBuilder();
        node.append(item, indent + INDENT);
        if (item.isEmpty()) {
          text.append(indent).append("-\n");
        } else {
          item.setCharAt(indent.length(), '-');
          text.append(item);
        }
      }
    }
  }
}
