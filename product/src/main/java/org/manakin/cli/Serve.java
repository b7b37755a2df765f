package org.manakin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.manakin.host.AdapterSpec;
import org.manakin.host.Host;
import org.manakin.host.HostEvents;
import org.manakin.observe.Node;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Adapters for virtual machines that the user starts. */
@Command(
    name = "serve",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Serves adapters that QEMU (10.1 or newer) attaches over vfio-user. Runs until SIGTERM or"
          + " Ctrl-C.",
      "",
      "Prints the QEMU options for each adapter, then 'ready' on a line of its own once all sockets"
          + " listen. What happens later (a machine attaches, is refused, leaves) goes to standard"
          + " error."
    },
    showDefaultValues = true,
    footerHeading = "%nKeys of --adapter:%n",
    footer = {
      "  name=NAME      unique; also the id of the QEMU device",
      "  socket=PATH    the UNIX socket to listen on",
      "  mac=ADDRESS    of the first vPort, the others count up; default: from the name",
      "  queues=N       queue pairs of each vPort, 1 to 64; default 16",
      "  mtu=N          largest IP packet, 68 to 9000 bytes; default 9000",
      "  vports=N       network interfaces of the adapter, 1 to 16; default 1",
      "  uplink=tap:IFNAME  a TAP interface, opened or created; vPort i: IFNAME-i",
      "  uplink=peer:NAME   a wire to the adapter of that name",
      "  uplink=none        nowhere (the default)",
      "",
      "Examples:",
      "  manakin serve --adapter name=vf0,socket=/tmp/vf0.sock,uplink=tap:tap0",
      "  manakin serve --adapter name=a,socket=/tmp/a.sock,uplink=peer:b \\",
      "                --adapter name=b,socket=/tmp/b.sock",
      "  manakin serve --libvirt --adapter name=vf0,socket=/run/vf0,queues=4"
    })
final class Serve implements Callable<Integer> {
  @Spec private CommandSpec command;

  @Option(
      names = "--adapter",
      required = true,
      arity = "1",
      paramLabel = "KEY=VALUE,...",
      converter = AdapterOption.class,
      description = "An adapter; give one for each. The keys are below.")
  private List<AdapterSpec> adapters;

  @Option(names = "--libvirt", description = "Also print the XML for a libvirt domain.")
  private boolean libvirt;

  @Option(
      names = "--inspect",
      paramLabel = "FILE",
      description =
          "Write the state of all adapters to FILE at the end: as JSON if it ends in .json,"
              + " otherwise as text.")
  private @Nullable Path inspect;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  Serve() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    PrintWriter out = command.commandLine().getOut();
    PrintWriter err = command.commandLine().getErr();
    Host host = start((adapter, text) -> say(err, adapter + ": " + text));
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(host, err), "serve-end"));
    for (AdapterSpec spec : adapters) {
      out.println(AttachText.summary(spec, adapters));
      out.println(AttachText.qemu(spec));
      if (libvirt) {
        out.println(AttachText.libvirt(spec));
      }
      out.println();
    }
    out.println("ready");
    out.flush();
    new CountDownLatch(1).await();
    return ExitCode.OK;
  }

  private Host start(HostEvents events) throws IOException {
    try {
      return Host.start(adapters, events);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(command.commandLine(), e.getMessage(), e);
    }
  }

  /** Runs when the process is told to end, which is this command's only and ordinary end. */
  private void end(Host host, PrintWriter err) {
    int code = ExitCode.OK;
    try {
      if (inspect != null) {
        Files.writeString(inspect, inspection(host, inspect.toString().endsWith(".json")));
      }
    } catch (IOException e) {
      say(err, "--inspect " + inspect + ": " + e);
      code = ExitCode.SOFTWARE;
    }
    host.close();
    // Without this the exit code would be the signal's.
    Runtime.getRuntime().halt(code);
  }

  private static String inspection(Host host, boolean json) throws IOException {
    Node tree = Node.of(host);
    return json
        ? new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(tree.toMap())
            + System.lineSeparator()
        : tree.toText();
  }

  /** A line on standard error, whole even if several threads have something to say. */
  static void say(PrintWriter err, String text) {
    synchronized (err) {
      err.println(text);
      err.flush();
    }
  }
}
