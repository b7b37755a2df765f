package org.manakin.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.Guest;
import org.manakin.lab.GuestSpec;
import org.manakin.lab.Lab;
import org.manakin.lab.qemu.Accelerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Boots a kernel with adapters and runs something in it. */
@Command(
    name = "run",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Boots a kernel with adapters, runs a script or a command in the machine as root, and exits"
          + " with its exit code. Without either, and in a terminal, gives you a shell.",
      "",
      "The output of the script goes to standard output, the console to standard error. Interfaces"
          + " are eth0, eth1, ... Adapters 0 and 1 are joined by a wire, so are 2 and 3 and so on."
          + " The machine has busybox, bash, iproute2, ethtool, iperf3, ping, socat, lspci; it ends"
          + " with the script, and nothing of it is kept."
    },
    showDefaultValues = true,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "CODE:that of the script or command",
      "1:the machine did not boot, or died; the reason is on standard error",
      "2:the command line is wrong"
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  manakin vm run --kernel 6.12                    a shell",
      "  manakin vm run --kernel 7.3 -- ethtool -i eth0  one command",
      "  manakin vm run --kernel ~/linux/arch/x86/boot/bzImage --script test.sh",
      "  manakin vm run --kernel 6.1 --smp 4 --adapters 2 --script rss.sh -- arguments"
    })
final class VmRun implements Callable<Integer> {
  private static final String SCRIPT = "/root/script";
  private static final Duration END = Duration.ofDays(365);

  @Spec private CommandSpec command;

  @Option(
      names = "--kernel",
      required = true,
      paramLabel = "KERNEL",
      description = "6.1, 6.12 or 7.3, which are fetched, or the path of a bzImage.")
  private String kernel;

  @Option(
      names = "--modules",
      paramLabel = "DIR",
      description =
          "Modules of your own kernel: lib/modules/RELEASE or its build tree. Default: the build"
              + " tree that the bzImage is in, or /lib/modules.")
  private @Nullable Path modules;

  @Option(
      names = "--script",
      paramLabel = "FILE",
      description = "Copied into the machine and run; its first line may name sh or bash.")
  private @Nullable Path script;

  @Option(names = "--adapters", paramLabel = "N", defaultValue = "1", description = "0 to 16.")
  private int adapters;

  @Option(
      names = "--smp",
      paramLabel = "N",
      defaultValue = "1",
      description = "Virtual processors.")
  private int smp;

  @Option(
      names = "--memory",
      paramLabel = "M",
      defaultValue = "1024",
      description = "Memory of the machine in MiB.")
  private int memory;

  @Option(
      names = "--accel",
      paramLabel = "auto|kvm|tcg",
      defaultValue = "auto",
      description = "auto is KVM where the processor really offers it, otherwise emulation.")
  private Accelerator accelerator;

  @Option(names = "--quiet", description = "Do not show the console; a shell is shown.")
  private boolean quiet;

  @Parameters(
      paramLabel = "COMMAND",
      arity = "0..*",
      showDefaultValue = Visibility.NEVER,
      description =
          "After '--': the command to run, or the arguments of the script. A single word is given"
              + " to the shell as it is.")
  private List<String> words = List.of();

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  VmRun() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    check();
    PrintWriter err = command.commandLine().getErr();
    boolean shell = script == null && words.isEmpty();
    byte[] content = script == null ? new byte[0] : Files.readAllBytes(script);
    ProgressLines progress = new ProgressLines(err, Terminal.isPresent());
    Lab lab = Lab.open(progress);
    GuestSpec spec =
        GuestSpec.of(KernelName.resolve(command, lab, kernel, modules))
            .smp(smp)
            .memoryMib(memory)
            .accelerator(accelerator);
    if (!quiet || shell) {
      PrintStream console = shell ? System.out : System.err;
      spec.consoleListener(bytes -> console.writeBytes(bytes));
    }
    lab.prepare(spec);
    progress.step("booting");
    progress.end();
    try (WiredAdapters wired = WiredAdapters.start(adapters, err)) {
      wired.nics().forEach(spec::nic);
      try (Guest guest = lab.start(spec);
          Cleanup cleanup = Cleanup.of(wired)) {
        cleanup.also(guest);
        guest.awaitReady(Duration.ofMinutes(2));
        return shell ? shell(guest, err) : run(guest, content);
      }
    }
  }

  private void check() {
    if (adapters < 0 || adapters > 16) {
      throw wrong("--adapters %d: 0 to 16".formatted(adapters));
    }
    if (smp < 1) {
      throw wrong("--smp %d: at least 1".formatted(smp));
    }
    if (memory < 128) {
      throw wrong("--memory %d: at least 128 MiB".formatted(memory));
    }
    if (script == null && words.isEmpty() && !Terminal.isPresent()) {
      throw wrong("give --script or a command after '--': without a terminal there is no shell");
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(command.commandLine(), message);
  }

  private int run(Guest guest, byte[] content) throws IOException {
    String text;
    if (script == null) {
      text = words.size() == 1 ? words.getFirst() : quoted(words);
    } else {
      guest.put(SCRIPT, content);
      text = "cd /root && chmod +x " + SCRIPT + " && exec " + SCRIPT + " " + quoted(words);
    }
    return guest.stream(text, VmRun::print, END).status();
  }

  private static void print(byte[] bytes) {
    System.out.writeBytes(bytes);
    System.out.flush();
  }

  /** For the guest's shell. */
  static String quoted(List<String> words) {
    return words.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }

  private static int shell(Guest guest, PrintWriter err) throws IOException {
    err.println("Ctrl-] ends the machine; so does 'poweroff -f' in it.");
    err.flush();
    CompletableFuture<Boolean> end = new CompletableFuture<>();
    try (Terminal _ = Terminal.raw()) {
      guest.console().write(new byte[] {'\n'});
      Thread.ofVirtual()
          .start(() -> {
            try {
              guest.waitForPowerOff(END);
              end.complete(true);
            } catch (IOException e) {
              end.completeExceptionally(e);
            }
          });
      Thread.ofPlatform()
          .daemon()
          .start(() -> {
            try {
              Terminal.type(System.in, ConsoleSockets.typing(guest.console()));
              end.complete(true);
            } catch (IOException e) {
              end.completeExceptionally(e);
            }
          });
      end.join();
      return ExitCode.OK;
    }
  }
}
