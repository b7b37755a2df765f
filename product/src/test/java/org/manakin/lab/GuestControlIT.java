package org.manakin.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.manakin.lab.channel.CommandChannel;
import org.manakin.lab.channel.GuestException;
import org.manakin.lab.provision.LabException;
import org.manakin.lab.provision.Progress;

/** What a test may ask of a guest, and how its failures are told. */
class GuestControlIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration BOOT = Duration.ofMinutes(2);

  private static GuestSpec spec(Lab lab) throws IOException {
    return GuestSpec.of(lab.kernel("6.12")).name("control");
  }

  @Test
  void commandsTogetherStreamedAndStopped() throws Exception {
    Lab lab = Lab.open(Progress.SILENT);
    try (Guest guest = lab.boot(spec(lab).smp(2))) {
      assertThat(guest.check("hostname; nproc", SOON)).isEqualTo("control\n2\n");

      // A background child does not hold up its command, and two commands run side by side.
      guest.check("sleep 100 & echo $! > /tmp/sleeper", SOON);
      CommandChannel.Running waiting =
          guest.start("while [ ! -e /tmp/go ]; do sleep 0.1; done; echo gone");
      guest.check("touch /tmp/go", SOON);
      assertThat(waiting.result().get(30, TimeUnit.SECONDS).output()).isEqualTo("gone\n");

      ByteArrayOutputStream streamed = new ByteArrayOutputStream();
      assertThat(
              guest.stream(
                      "echo one; sleep 1; echo two; exit 3",
                      bytes -> streamed.writeBytes(bytes),
                      SOON)
                  .status())
          .isEqualTo(3);
      assertThat(streamed.toString(java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("one\ntwo\n");

      assertThatThrownBy(() -> guest.run("sleep 1000", Duration.ofSeconds(1)))
          .isInstanceOf(GuestException.class)
          .hasMessageContaining("running `sleep 1000` within 1 s");
      guest.check("while pgrep -f 'sleep 1000'; do sleep 0.1; done", SOON);
      assertThatThrownBy(() -> guest.check("echo reason; false", SOON))
          .isInstanceOf(GuestException.class)
          .hasMessageContaining("status 1")
          .hasMessageContaining("reason");
      assertThat(guest.check("printf '%s' 'a\\nb' \"\n\" '*'", SOON)).isEqualTo("a\\nb\n*");
    }
  }

  @Test
  void rebootsAndResets() throws IOException {
    Lab lab = Lab.open(Progress.SILENT);
    try (Guest guest = lab.boot(spec(lab))) {
      guest.check("touch /tmp/before", SOON);
      String release = guest.reboot(BOOT);
      assertThat(release).isEqualTo(guest.spec().kernel().release());
      assertThat(guest.run("test -e /tmp/before", SOON).status()).isEqualTo(1);
      guest.check("touch /tmp/before", SOON);
      guest.hardReset(BOOT);
      assertThat(guest.run("test -e /tmp/before", SOON).status()).isEqualTo(1);
      guest.powerOff(SOON);
    }
  }

  @Test
  void aPanicIsToldWithTheConsolesLastLines() throws IOException {
    Lab lab = Lab.open(Progress.SILENT);
    try (Guest guest = lab.boot(spec(lab))) {
      assertThatThrownBy(() -> guest.run("echo c > /proc/sysrq-trigger", SOON))
          .isInstanceOf(GuestException.class)
          .hasMessageContaining("guest control (kernel 6.12): its kernel died")
          .hasMessageContaining("sysrq");
      assertThatThrownBy(() -> guest.run("true", SOON)).isInstanceOf(GuestException.class);
    }
  }

  @Test
  void badOptionsAreToldInQemusWords() throws IOException {
    Lab lab = Lab.open(Progress.SILENT);
    assertThatThrownBy(() -> lab.boot(spec(lab).qemuOptions("-device", "flux-capacitor")))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("flux-capacitor");
    assertThat(foldersOf(ProcessHandle.current().pid())).isEmpty();
  }

  /** Boots a guest, says so, and waits to be killed. */
  public static final class Victim {
    private Victim() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
      Lab lab = Lab.open(Progress.SILENT);
      Guest guest = lab.start(spec(lab));
      System.out.println(guest.pid());
      Thread.sleep(Duration.ofMinutes(5));
    }
  }

  @Test
  void aKilledJvmLeavesNothing() throws Exception {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin/java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Victim.class.getName());
    for (boolean hard : new boolean[] {false, true}) {
      Process jvm = new ProcessBuilder(command).redirectErrorStream(true).start();
      long qemu;
      try (var output = jvm.inputReader()) {
        qemu = Long.parseLong(output.readLine());
        assertThat(ProcessHandle.of(qemu)).isPresent();
        if (hard) {
          jvm.destroyForcibly();
        } else {
          jvm.destroy();
        }
        assertThat(jvm.waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      ProcessHandle.of(qemu)
          .ifPresent(left -> left.onExit().orTimeout(10, TimeUnit.SECONDS).join());
      if (hard) {
        assertThat(foldersOf(jvm.pid())).hasSize(1);
        Lab.open(Progress.SILENT);
      }
      assertThat(foldersOf(jvm.pid())).isEmpty();
    }
  }

  private static List<Path> foldersOf(long pid) throws IOException {
    try (Stream<Path> entries = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return entries
          .filter(path -> path.getFileName().toString().startsWith("manakin-" + pid + "-"))
          .toList();
    }
  }
}
