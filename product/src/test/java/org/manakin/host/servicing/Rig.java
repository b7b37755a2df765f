package org.manakin.host.servicing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manakin.attach.qmp.QmpException;

/**
 * A machine whose clock, QEMU and guest are the test's. They do what was seen on Linux 6.12, at the
 * times that were seen; what goes wrong is set in the fields.
 */
final class Rig {
  private record Due(long at, long order, Runnable action) {}

  private final PriorityQueue<Due> due =
      new PriorityQueue<>(
          (a, b) -> a.at != b.at ? Long.compare(a.at, b.at) : Long.compare(a.order, b.order));
  private long now;
  private long orders;

  final FakeQemu qemu = new FakeQemu();
  final List<FakePath> paths = new ArrayList<>();
  final List<VfControl> vfs = new ArrayList<>();
  final List<String> moves = new ArrayList<>();
  final List<Transition> ended = new ArrayList<>();
  final Machine machine;
  final Path sink;

  Rig(Path folder, int nics) {
    this(folder, nics, true);
  }

  Rig(Path folder, int nics, boolean monitored) {
    sink = folder.resolve("vm.migration");
    machine =
        new Machine(
            "vm",
            monitored ? Optional.of(qemu::open) : Optional.empty(),
            sink,
            Limits.DEFAULT,
            clock(),
            () -> Instant.EPOCH,
            new TransitionListener() {
              @Override
              public void became(String nic, VfState from, VfState to, String why) {
                moves.add(nic + " " + to);
              }

              @Override
              public void ended(Transition transition) {
                ended.add(transition);
              }
            });
    for (int i = 0; i < nics; i++) {
      FakePath path = new FakePath(this);
      paths.add(path);
      vfs.add(machine.add("nic" + i, path));
    }
  }

  private WaitClock clock() {
    return new WaitClock() {
      @Override
      public long nanos() {
        return now;
      }

      @Override
      public void sleep(long nanos) throws InterruptedException {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        pass(nanos);
      }
    };
  }

  VfControl vf() {
    return vfs.get(0);
  }

  FakePath path() {
    return paths.get(0);
  }

  /** Has {@code action} happen in so many ms. */
  void in(double millis, Runnable action) {
    due.add(new Due(now + (long) (millis * 1e6), orders++, action));
  }

  /** Lets time go by outside of an operation. */
  void passMillis(long millis) {
    pass(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private void pass(long nanos) {
    long until = now + nanos;
    for (Due next = due.peek(); next != null && next.at <= until; next = due.peek()) {
      Due first = due.remove();
      now = Math.max(now, first.at);
      first.action.run();
    }
    now = until;
  }

  /** What {@code body} returns or throws on another thread, as it would in an operation's midst. */
  static <T> T elsewhere(Callable<T> body) {
    FutureTask<T> task = new FutureTask<>(body);
    Thread.ofPlatform().start(task);
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  /** All guests with a driver that receives. */
  Rig up() {
    paths.forEach(FakePath::driverComes);
    return this;
  }

  /** What is asked of QEMU and the guest's answer to it. */
  final class FakeQemu implements Monitor {
    Migration migration = Migration.NONE;
    boolean running = true;
    boolean alive = true;
    boolean connectionBreaks;
    boolean connected;

    /** When the guest ejects after it was asked; negative: never. */
    double ejectMillis = 9;

    @Nullable String refusal;
    boolean unplugs = true;
    int migrates;
    int cancels;
    int forgets;
    private Runnable unplugAsked = () -> {};

    /** Happens whenever QEMU is asked something. */
    Runnable whenAsked = () -> {};

    Monitor open() throws IOException {
      if (!alive) {
        throw new IOException("Connection refused");
      }
      connectionBreaks = false;
      connected = true;
      return this;
    }

    private void answer() throws QmpException {
      whenAsked.run();
      if (!alive || connectionBreaks) {
        connected = false;
        throw new QmpException(QmpException.Kind.LOST, "QEMU closed the monitor connection");
      }
    }

    /** QEMU ends: nothing answers, and the adapters lose their client. */
    void dies() {
      alive = false;
      connected = false;
      paths.forEach(FakePath::lost);
    }

    @Override
    public boolean machineRuns() throws IOException {
      answer();
      return running;
    }

    @Override
    public Migration migration() throws IOException {
      answer();
      return migration;
    }

    @Override
    public void migrate(Path socket) throws IOException {
      answer();
      if (!Files.exists(socket)) {
        throw new AssertionError("nobody listens on " + socket);
      }
      migrates++;
      if (refusal != null) {
        throw new QmpException(QmpException.Kind.REFUSED, "QMP migrate: " + refusal);
      }
      migration = Migration.SETUP;
      if (!unplugs) {
        in(2, () -> migration = Migration.ACTIVE);
        return;
      }
      in(
          1.1,
          () -> {
            migration = Migration.WAIT_UNPLUG;
            unplugAsked.run();
          });
      if (ejectMillis >= 0) {
        in(ejectMillis, this::guestEjects);
      }
    }

    void guestEjects() {
      paths.forEach(FakePath::driverGoes);
      in(
          250,
          () -> {
            if (migration == Migration.WAIT_UNPLUG) {
              migration = Migration.ACTIVE;
            }
          });
    }

    @Override
    public void cancel() throws IOException {
      answer();
      if (migration == Migration.WAIT_UNPLUG) {
        throw new AssertionError("QEMU aborts after this");
      }
      cancels++;
      migration = Migration.CANCELLING;
      in(4, () -> migration = Migration.CANCELLED);
      in(80, () -> paths.forEach(FakePath::driverComesIfUp));
    }

    @Override
    public void forget() throws IOException {
      answer();
      forgets++;
    }

    @Override
    public void onUnplugAsked(Runnable listener) {
      unplugAsked = listener;
    }

    @Override
    public boolean ended() {
      return !connected;
    }

    @Override
    public void close() {
      connected = false;
    }
  }
}
