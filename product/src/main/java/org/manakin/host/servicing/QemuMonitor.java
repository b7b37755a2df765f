package org.manakin.host.servicing;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.qmp.Qmp;

/** A machine's QEMU over QMP. */
public final class QemuMonitor implements Monitor {
  /** QEMU's main loop may be busy with a guest's devices, but not for long. */
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** Should anybody read that socket after all, this keeps the migration from its end. */
  private static final Map<String, Long> SEAT_BELT =
      Map.of("max-bandwidth", 65_536L, "downtime-limit", 1L);

  private final Qmp qmp;
  private volatile Runnable unplugAsked = () -> {};
  private @Nullable Map<String, Long> before;

  private QemuMonitor(Qmp qmp) {
    this.qmp = qmp;
    qmp.onEvent((name, data) -> {
      if (name.equals("UNPLUG_PRIMARY")) {
        unplugAsked.run();
      }
    });
  }

  /** The monitor that listens on {@code socket}. It should be the host's own: it serves one. */
  public static Source at(Path socket) {
    return () -> new QemuMonitor(Qmp.connect(socket));
  }

  private JsonNode ask(String command, Map<String, ?> arguments) throws IOException {
    return qmp.execute(command, arguments, PATIENCE);
  }

  @Override
  public boolean machineRuns() throws IOException {
    return ask("query-status", Map.of()).path("running").asBoolean();
  }

  @Override
  public Migration migration() throws IOException {
    return switch (ask("query-migrate", Map.of()).path("status").asText("none")) {
      case "none" -> Migration.NONE;
      case "setup" -> Migration.SETUP;
      case "wait-unplug" -> Migration.WAIT_UNPLUG;
      case "active" -> Migration.ACTIVE;
      case "cancelling" -> Migration.CANCELLING;
      case "cancelled" -> Migration.CANCELLED;
      case "failed" -> Migration.FAILED;
      case "completed" -> Migration.COMPLETED;
      default -> Migration.OTHER;
    };
  }

  @Override
  public synchronized void migrate(Path socket) throws IOException {
    JsonNode parameters = ask("query-migrate-parameters", Map.of());
    Map<String, Long> found = new LinkedHashMap<>();
    SEAT_BELT.forEach((name, value) -> found.put(name, parameters.path(name).asLong(value)));
    ask("migrate-set-parameters", SEAT_BELT);
    before = found;
    try {
      ask("migrate", Map.of("uri", "unix:" + socket.toAbsolutePath()));
    } catch (IOException e) {
      forgetAfter(e);
      throw e;
    }
  }

  private void forgetAfter(IOException failure) {
    try {
      forget();
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  @Override
  public void cancel() throws IOException {
    ask("migrate_cancel", Map.of());
  }

  @Override
  public synchronized void forget() throws IOException {
    if (before != null) {
      ask("migrate-set-parameters", before);
      before = null;
    }
  }

  @Override
  public void onUnplugAsked(Runnable listener) {
    unplugAsked = listener;
  }

  @Override
  public boolean ended() {
    return qmp.ended();
  }

  @Override
  public void close() throws IOException {
    qmp.close();
  }
}
