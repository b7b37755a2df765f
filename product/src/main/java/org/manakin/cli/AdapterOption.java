package org.manakin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Uplink;
import org.manakin.packet.MacAddress;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code name=vf0,socket=PATH,...}. */
final class AdapterOption implements ITypeConverter<AdapterSpec> {
  private static final List<String> KEYS =
      List.of("name", "socket", "mac", "queues", "mtu", "vports", "uplink");

  /** QEMU takes the name for the id of its device. */
  private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,31}";

  /** What fits into a sockaddr_un beside the final zero. */
  private static final int LONGEST_SOCKET = 107;

  private static final int LONGEST_INTERFACE = 15;

  @Override
  public AdapterSpec convert(String text) {
    Map<String, String> given = split(text);
    String name = required(given, "name", text);
    if (!name.matches(NAME)) {
      throw bad("name=" + name + ": a letter first, then letters, digits, '.', '_' and '-'");
    }
    Path socket = socket(required(given, "socket", text));
    EthernetConfig config = EthernetConfig.of(mac(given, name));
    try {
      if (given.containsKey("queues")) {
        config = config.withQueues(number(given, "queues"));
      }
      if (given.containsKey("mtu")) {
        config = config.withMtu(number(given, "mtu"));
      }
      if (given.containsKey("vports")) {
        config = config.withVports(number(given, "vports"));
      }
    } catch (IllegalArgumentException e) {
      throw bad(name + ": " + e.getMessage());
    }
    return new AdapterSpec(name, socket, config, uplink(given.getOrDefault("uplink", "none")));
  }

  private static Map<String, String> split(String text) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String pair : text.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals < 1) {
        throw bad("'" + pair + "' is not KEY=VALUE (a value cannot hold a comma)");
      }
      String key = pair.substring(0, equals);
      if (!KEYS.contains(key)) {
        throw bad("unknown key '" + key + "'; there are " + String.join(", ", KEYS));
      }
      if (given.put(key, pair.substring(equals + 1)) != null) {
        throw bad("'" + key + "' is given twice");
      }
    }
    return given;
  }

  private static String required(Map<String, String> given, String key, String text) {
    String value = given.get(key);
    if (value == null || value.isEmpty()) {
      throw bad("'" + text + "' lacks " + key + "=...");
    }
    return value;
  }

  private static Path socket(String text) {
    try {
      Path path = Path.of(text).toAbsolutePath().normalize();
      int bytes = path.toString().getBytes(UTF_8).length;
      if (bytes > LONGEST_SOCKET) {
        throw bad(
            "socket=%s: %d bytes, and a socket's path may have %d; use a shorter folder"
                .formatted(path, bytes, LONGEST_SOCKET));
      }
      Path folder = path.getParent();
      if (folder != null && !Files.isDirectory(folder)) {
        throw bad("socket=%s: there is no folder %s; make it first".formatted(path, folder));
      }
      return path;
    } catch (InvalidPathException e) {
      throw bad("socket=" + text + ": " + e.getReason());
    }
  }

  private static MacAddress mac(Map<String, String> given, String name) {
    String text = given.get("mac");
    if (text == null) {
      return MacAddress.derived(name);
    }
    try {
      MacAddress mac = MacAddress.parse(text);
      if (mac.isMulticast()) {
        throw bad("mac=" + text + ": that is a group's address; make the first byte even");
      }
      return mac;
    } catch (IllegalArgumentException e) {
      throw bad("mac: " + e.getMessage());
    }
  }

  private static int number(Map<String, String> given, String key) {
    String text = String.valueOf(given.get(key));
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw bad(key + "=" + text + ": not a number");
    }
  }

  private static Uplink uplink(String text) {
    if (text.equals("none")) {
      return new Uplink.None();
    }
    if (text.startsWith("tap:") && text.length() > 4) {
      String name = text.substring(4);
      if (name.length() > LONGEST_INTERFACE) {
        throw bad("uplink=" + text + ": an interface's name has at most 15 characters");
      }
      return new Uplink.Tap(name);
    }
    if (text.startsWith("peer:") && text.length() > 5) {
      return new Uplink.Peer(text.substring(5));
    }
    throw bad("uplink=" + text + ": write tap:IFNAME, peer:NAME or none");
  }

  private static TypeConversionException bad(String message) {
    return new TypeConversionException(message);
  }
}
