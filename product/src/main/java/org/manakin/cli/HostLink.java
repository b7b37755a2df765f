package org.manakin.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.manakin.host.file.HostFolder;
import org.manakin.host.http.HttpAnswer;
import org.manakin.host.http.HttpClient;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The options of commands that ask a running host, and how they ask it. */
final class HostLink {
  /** The lines of a command's exit code list. */
  static final String OK_TEXT = "0:done";

  static final String FAILED_TEXT = "1:it failed; the reason is on standard error";
  static final String USAGE_TEXT = "2:the command line is wrong";
  static final String REFUSED_TEXT = "3:refused in the present state; nothing was done";
  static final String UNREACHABLE_TEXT = "4:no host could be reached";

  private static final int CONFLICT = 409;
  private static final int FIRST_ERROR = 400;
  private static final ObjectMapper JSON = new ObjectMapper();

  @Spec(Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The host: its control socket, or its name if that is in the usual folder. Default: the"
              + " only one that runs there.")
  private @Nullable String host;

  @Option(
      names = "--json",
      description = "Print JSON as the control API has it; of an error, its problem details.")
  private boolean json;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  HostLink() {}

  /** Asks with GET and prints the answer. */
  int show(String path, Function<JsonNode, String> text) throws IOException {
    return tell("GET", path, null, text);
  }

  /**
   * Sends a request and prints what comes back: as JSON, or as {@code text} makes it.
   *
   * @throws ControlException if the host refuses, or there is none
   */
  int tell(String method, String path, @Nullable String body, Function<JsonNode, String> text)
      throws IOException {
    HttpAnswer answer = send(method, path, body);
    JsonNode content = parsed(answer);
    PrintWriter out = command.commandLine().getOut();
    if (json) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(content));
    }
    if (answer.status() >= FIRST_ERROR) {
      out.flush();
      throw new ControlException(
          answer.status() == CONFLICT ? ControlException.REFUSED : ExitCode.SOFTWARE,
          content.path("detail").asText("the host answers with status " + answer.status()));
    }
    if (!json) {
      out.println(text.apply(content));
    }
    out.flush();
    return ExitCode.OK;
  }

  private HttpAnswer send(String method, String path, @Nullable String body) throws IOException {
    Path socket = socket();
    try {
      return new HttpClient(socket).send(method, path, body);
    } catch (IOException e) {
      throw new ControlException(
          ControlException.UNREACHABLE,
          "no host answers at %s (%s); is 'manakin host run' up?".formatted(socket, e.getMessage()),
          e);
    }
  }

  private static JsonNode parsed(HttpAnswer answer) throws ControlException {
    try {
      return JSON.readTree(answer.body());
    } catch (JsonProcessingException e) {
      throw new ControlException(
          ExitCode.SOFTWARE, "the host answers with something else than JSON", e);
    }
  }

  private Path socket() throws IOException {
    Path root = HostFolder.root(System.getenv());
    if (host != null) {
      return host.contains("/") || host.endsWith(".sock")
          ? Path.of(host)
          : root.resolve(host).resolve(HostFolder.CONTROL);
    }
    List<Path> found = HostFolder.controls(root);
    if (found.size() != 1) {
      throw new ControlException(
          ControlException.UNREACHABLE,
          found.isEmpty()
              ? "no host runs below %s; start one with 'manakin host run', or name its control"
                      .formatted(root)
                  + " socket with --host"
              : "several hosts run, %s; name one with --host".formatted(found));
    }
    return found.getFirst();
  }
}
