package org.manakin.wire.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one driver sent, in order. The format is described at the head of each file in the test
 * resources' folder {@code traces}; {@link TraceSession} sends it to another device.
 */
public record Trace(String name, List<Message> messages) {
  public static final String LINUX_6_1 = "linux-6.1";
  public static final String LINUX_6_12 = "linux-6.12";
  public static final String LINUX_7_3 = "linux-7.3";

  private static final int COLUMNS = 6;
  private static final Pattern SETS = Pattern.compile("([a-z0-9_]+)=(.*)");
  private static final Pattern GIVES = Pattern.compile("([a-z0-9_]+)->(\\$[a-z0-9_]+)");

  public Trace {
    messages = List.copyOf(messages);
  }

  /**
   * One message; for {@link #smc} ones, which go through the shared memory window, the numbers of
   * header fields are 0.
   *
   * @param line in the file, from 1
   * @param responseVersion the highest that the driver understands
   * @param responseSize bytes of the driver's response structure
   * @param statuses what the driver is content with
   * @param fields request fields by layout name: a number, a text or symbols
   * @param results response fields by layout name, and the symbol that later messages use
   */
  public record Message(
      int line,
      String name,
      int code,
      boolean smc,
      int deviceType,
      int deviceInstance,
      int requestVersion,
      int requestSize,
      int responseVersion,
      int responseSize,
      List<Integer> statuses,
      Map<String, String> fields,
      Map<String, String> results) {}

  /** Reads {@code traces/<name>.tsv} of the test resources. */
  public static Trace read(String name) {
    String resource = "/traces/" + name + ".tsv";
    try (InputStream in = Trace.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no test resource " + resource);
      }
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return parse(name, reader.lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }

  static Trace parse(String name, List<String> lines) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i);
      if (!line.startsWith("#") && !line.isBlank()) {
        try {
          messages.add(message(i + 1, line.split("\t", -1)));
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(
              name + ".tsv line " + (i + 1) + ": " + e.getMessage(), e);
        }
      }
    }
    return new Trace(name, messages);
  }

  private static Message message(int line, String[] columns) {
    if (columns.length < COLUMNS) {
      throw new IllegalArgumentException(
          "%d columns; message, code, device, request, response and status are needed"
              .formatted(columns.length));
    }
    boolean smc = columns[2].equals("-");
    int[] device = smc ? new int[2] : pair(columns[2], "\\.");
    int[] request = smc ? new int[2] : pair(columns[3], "/");
    int[] response = smc ? new int[2] : pair(columns[4], "/");
    Map<String, String> fields = new LinkedHashMap<>();
    Map<String, String> results = new LinkedHashMap<>();
    for (String column : Arrays.asList(columns).subList(COLUMNS, columns.length)) {
      Matcher gives = GIVES.matcher(column);
      Matcher sets = SETS.matcher(column);
      if (gives.matches()) {
        results.put(gives.group(1), gives.group(2));
      } else if (sets.matches()) {
        fields.put(sets.group(1), sets.group(2));
      } else {
        throw new IllegalArgumentException(
            "'" + column + "' is neither field=value nor field->$symbol");
      }
    }
    return new Message(
        line,
        columns[0],
        number(columns[1]),
        smc,
        device[0],
        device[1],
        request[0],
        request[1],
        response[0],
        response[1],
        Arrays.stream(columns[5].split("\\|")).map(Trace::number).toList(),
        Map.copyOf(fields),
        Map.copyOf(results));
  }

  private static int[] pair(String text, String separator) {
    String[] parts = text.split(separator);
    if (parts.length != 2) {
      throw new IllegalArgumentException("'" + text + "' is not a pair of numbers");
    }
    return new int[] {number(parts[0]), number(parts[1])};
  }

  private static int number(String text) {
    return (int) longNumber(text);
  }

  /** A decimal number, or 0x and hexadecimal digits. */
  static long longNumber(String text) {
    return text.startsWith("0x")
        ? Long.parseUnsignedLong(text.substring(2), 16)
        : Long.parseLong(text);
  }
}
