package org.manakin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script {@code manakin}, in a tree of its own with a JDK and a Maven that only take notes. */
class LauncherTest {
  private static final String TOUCH_JAR =
      "echo mvn $JAVA_HOME >> ROOT/calls; sleep 0.3; : > ROOT/product/target/manakin.jar\n";

  @TempDir private Path temp;
  private Path root;
  private Path jdk;
  private Path tools;

  private record Result(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void makeTree() throws IOException {
    root = Files.createDirectory(temp.resolve("source tree"));
    Files.createDirectories(root.resolve("product/src/main"));
    Files.createDirectories(root.resolve("product/target/lib"));
    Files.copy(Path.of("..", "manakin").toRealPath(), root.resolve("manakin"));
    executable(root.resolve("manakin"));
    Files.writeString(root.resolve("pom.xml"), "");
    Files.writeString(root.resolve("product/pom.xml"), "");
    jdk = jdk("jdk", "25.0.3");
    tools = Files.createDirectory(temp.resolve("tools"));
  }

  @Test
  void handsArgumentsOnUnchanged() throws Exception {
    jarIsFresh();
    Result result = launch(root.resolve("manakin"), "vm run", "--script", "a b", "");
    assertThat(result.code).isEqualTo(7);
    assertThat(result.err).isEmpty();
    assertThat(result.out)
        .containsSubsequence(
            "-jar", root + "/product/target/manakin.jar", "vm run", "--script", "a b", "");
  }

  @Test
  void worksThroughASymbolicLink() throws Exception {
    jarIsFresh();
    Path link = Files.createSymbolicLink(temp.resolve("link"), root.resolve("manakin"));
    assertThat(launch(link).out).contains(root + "/product/target/manakin.jar");
  }

  @Test
  void saysInOneLineThatTheNamedJdkIsTooOld() throws Exception {
    jarIsFresh();
    jdk = jdk("old", "17.0.15");
    Result result = launch(root.resolve("manakin"));
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).singleElement().asString().contains("MANAKIN_JAVA_HOME=" + jdk, "25");
  }

  @Test
  void asksJavaItselfWhereTheReleaseFileIsMissing() throws Exception {
    jarIsFresh();
    Files.delete(jdk.resolve("release"));
    script(jdk.resolve("bin/java"), "echo 'openjdk version \"24.0.1\" 2025-04-15' >&2\n");
    assertThat(launch(root.resolve("manakin")).code).isEqualTo(1);
    script(jdk.resolve("bin/java"), "echo 'openjdk version \"26-ea\" 2026-03-17' >&2\n");
    assertThat(launch(root.resolve("manakin")).code).isEqualTo(0);
  }

  @Test
  void saysInOneLineThatMavenIsMissing() throws Exception {
    for (String tool : List.of("sh", "dirname", "readlink", "sed", "find", "flock")) {
      Files.createSymbolicLink(tools.resolve(tool), where(tool));
    }
    Result result = launch(Map.of("PATH", tools.toString()), root.resolve("manakin"));
    assertThat(result.code).isEqualTo(1);
    assertThat(result.err).singleElement().asString().contains("Maven", "apt install maven");
  }

  @Test
  void buildsWhatIsMissingOnceForTwoAtOnce() throws Exception {
    fakeMaven(TOUCH_JAR);
    Process first = start(Map.of(), root.resolve("manakin"));
    Process second = start(Map.of(), root.resolve("manakin"));
    assertThat(finish(first).code).isEqualTo(7);
    assertThat(finish(second).code).isEqualTo(7);
    assertThat(calls()).containsExactly("mvn " + jdk);
  }

  @Test
  void buildsAgainWhenASourceIsNewerOrGone() throws Exception {
    fakeMaven(TOUCH_JAR);
    Path source = Files.writeString(root.resolve("product/src/main/A.java"), "");
    jarIsFresh();
    launch(root.resolve("manakin"));
    assertThat(calls()).isEmpty();
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(100)));
    launch(root.resolve("manakin"));
    assertThat(calls()).hasSize(1);
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().minusSeconds(100)));
    jarIsFresh();
    Files.delete(source);
    Files.setLastModifiedTime(
        root.resolve("product/src/main"), FileTime.from(Instant.now().plusSeconds(100)));
    launch(root.resolve("manakin"));
    assertThat(calls()).hasSize(2);
  }

  @Test
  void leavesNoJarBehindAFailedBuild() throws Exception {
    fakeMaven(TOUCH_JAR + "exit 1\n");
    Result result = launch(root.resolve("manakin"));
    assertThat(result.code).isEqualTo(1);
    assertThat(result.out).isEmpty();
    assertThat(result.err).last().asString().contains("the build failed");
    assertThat(root.resolve("product/target/manakin.jar")).doesNotExist();
  }

  private void jarIsFresh() throws IOException {
    Path jar = root.resolve("product/target/manakin.jar");
    Files.writeString(jar, "");
    Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(10)));
  }

  /** A JDK whose java prints its arguments, one a line, and exits with 7. */
  private Path jdk(String name, String version) throws IOException {
    Path home = temp.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(
        home.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "printf '%s\\n' \"$@\"\nexit 7\n");
    script(home.resolve("bin/javac"), "exit 1\n");
    return home;
  }

  private void fakeMaven(String does) throws IOException {
    script(tools.resolve("mvn"), does.replace("ROOT", "'" + root + "'"));
  }

  private List<String> calls() throws IOException {
    Path calls = root.resolve("calls");
    return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
  }

  private static void script(Path path, String text) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + text);
    executable(path);
  }

  private static void executable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path where(String tool) {
    return Path.of(Files.exists(Path.of("/usr/bin", tool)) ? "/usr/bin" : "/bin", tool);
  }

  private Result launch(Path script, String... args) throws Exception {
    return launch(Map.of(), script, args);
  }

  private Result launch(Map<String, String> environment, Path script, String... args)
      throws Exception {
    return finish(start(environment, script, args));
  }

  private Process start(Map<String, String> environment, Path script, String... args)
      throws IOException {
    var command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).directory(temp.toFile());
    builder.environment().clear();
    builder.environment().put("PATH", tools + ":/usr/bin:/bin");
    builder.environment().put("MANAKIN_JAVA_HOME", jdk.toString());
    builder.environment().putAll(environment);
    return builder.start();
  }

  private static Result finish(Process process) throws Exception {
    var out = new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
    var err = new String(process.getErrorStream().readAllBytes(), UTF_8).lines().toList();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), out, err);
  }
}
