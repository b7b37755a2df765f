package org.manakin.host.control;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is done for a method and a path.
 *
 * @param path with names in braces, which stand for one part each
 * @param operation the audit's name for it; empty for what changes nothing
 * @param names of the braces, in their order
 */
record Route(
    String method,
    String path,
    Optional<String> operation,
    Action action,
    Pattern pattern,
    List<String> names) {
  private static final Pattern NAME = Pattern.compile("\\{([a-z]+)}");

  /** Does it. */
  interface Action {
    Reply run(Call call) throws Refusal;
  }

  /** Something that only looks. */
  static Route look(String path, Action action) {
    return of("GET", path, Optional.empty(), action);
  }

  /** Something that changes the host and is therefore recorded. */
  static Route change(String method, String path, String operation, Action action) {
    return of(method, path, Optional.of(operation), action);
  }

  private static Route of(String method, String path, Optional<String> operation, Action action) {
    List<String> names = new ArrayList<>();
    Matcher matcher = NAME.matcher(path);
    while (matcher.find()) {
      names.add(matcher.group(1));
    }
    Pattern pattern = Pattern.compile(NAME.matcher(path).replaceAll("([^/]+)"));
    return new Route(method, path, operation, action, pattern, names);
  }

  /** What {@code requested} has in the place of the names; empty if it is another path. */
  Optional<Map<String, String>> match(String requested) {
    Matcher matcher = pattern.matcher(requested);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Map<String, String> values = new HashMap<>();
    for (int i = 0; i < names.size(); i++) {
      values.put(names.get(i), matcher.group(i + 1));
    }
    return Optional.of(values);
  }
}
