package org.manakin.lab.provision;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** Reads the machine's apt sources, in the one-line and the deb822 format (sources.list(5)). */
final class AptSources {
  private AptSources() {}

  /**
   * Debian's archive as this machine reaches it.
   *
   * @param etcApt the folder with {@code sources.list} and {@code sources.list.d}
   * @throws LabException if no entry is Debian's
   */
  static AptSource debian(Path etcApt) throws IOException {
    List<AptSource> all = new ArrayList<>();
    Path list = etcApt.resolve("sources.list");
    if (Files.isReadable(list)) {
      all.addAll(parseOneLine(Files.readString(list)));
    }
    Path parts = etcApt.resolve("sources.list.d");
    if (Files.isDirectory(parts)) {
      try (Stream<Path> files = Files.list(parts)) {
        for (Path file : files.sorted().filter(Files::isReadable).toList()) {
          String name = file.toString();
          if (name.endsWith(".sources")) {
            all.addAll(parseDeb822(Files.readString(file)));
          } else if (name.endsWith(".list")) {
            all.addAll(parseOneLine(Files.readString(file)));
          }
        }
      }
    }
    return all.stream()
        .filter(source -> source.debianLikelihood() > 0)
        .max(Comparator.comparingInt(AptSource::debianLikelihood))
        .orElseThrow(() ->
            new LabException(
                "no Debian archive in the apt sources under "
                    + etcApt
                    + ". Guests are made of Debian packages: add Debian's archive (component"
                    + " main) with its keyring to the apt sources of this machine, or run on"
                    + " Debian 12 or newer"));
  }

  /** {@code deb [options] uri suite components...} */
  static List<AptSource> parseOneLine(String text) {
    List<AptSource> sources = new ArrayList<>();
    for (String raw : text.split("\n", -1)) {
      String line = withoutComment(raw).strip();
      if (!line.startsWith("deb ") && !line.startsWith("deb\t")) {
        continue;
      }
      String rest = line.substring(4).strip();
      String signedBy = "";
      if (rest.startsWith("[")) {
        int end = rest.indexOf(']');
        if (end < 0) {
          continue;
        }
        signedBy = optionSignedBy(rest.substring(1, end));
        rest = rest.substring(end + 1).strip();
      }
      List<String> words = words(rest);
      if (words.size() >= 3) {
        sources.add(
            new AptSource(
                List.of(words.get(0)),
                List.of(words.get(1)),
                words.subList(2, words.size()),
                signedBy));
      }
    }
    return sources;
  }

  private static String optionSignedBy(String options) {
    for (String option : words(options)) {
      if (option.toLowerCase(Locale.ROOT).startsWith("signed-by=")) {
        return option.substring("signed-by=".length());
      }
    }
    return "";
  }

  /** Paragraphs of {@code Field: value}; continuation lines begin with a blank. */
  static List<AptSource> parseDeb822(String text) {
    List<AptSource> sources = new ArrayList<>();
    Map<String, String> fields = new LinkedHashMap<>();
    String last = "";
    for (String line : (text + "\n\n").split("\n", -1)) {
      if (line.startsWith("#")) {
        continue;
      }
      if (line.isBlank()) {
        addParagraph(fields, sources);
        fields.clear();
        last = "";
      } else if (Character.isWhitespace(line.charAt(0))) {
        if (!last.isEmpty()) {
          fields.merge(last, "\n" + line, String::concat);
        }
      } else if (line.indexOf(':') > 0) {
        last = line.substring(0, line.indexOf(':')).strip().toLowerCase(Locale.ROOT);
        fields.put(last, line.substring(line.indexOf(':') + 1).strip());
      }
    }
    return sources;
  }

  private static void addParagraph(Map<String, String> fields, List<AptSource> sources) {
    boolean enabled =
        switch (fields.getOrDefault("enabled", "yes").toLowerCase(Locale.ROOT)) {
          case "no", "false", "without", "off", "disable", "0" -> false;
          default -> true;
        };
    List<String> uris = words(fields.getOrDefault("uris", ""));
    if (enabled && !uris.isEmpty() && words(fields.getOrDefault("types", "")).contains("deb")) {
      sources.add(
          new AptSource(
              uris,
              words(fields.getOrDefault("suites", "")),
              words(fields.getOrDefault("components", "")),
              fields.getOrDefault("signed-by", "")));
    }
  }

  private static String withoutComment(String line) {
    int hash = line.indexOf('#');
    return hash < 0 ? line : line.substring(0, hash);
  }

  private static List<String> words(String text) {
    return Stream.of(text.split("\\s+")).filter(word -> !word.isEmpty()).toList();
  }
}
