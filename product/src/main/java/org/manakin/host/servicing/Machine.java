package org.manakin.host.servicing;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.manakin.host.servicing.OperationException.Reason;

/**
 * A virtual machine, its monitor and its VFs. One operation at a time; between operations {@link
 * #tick} follows what a migration of ours comes to.
 */
public final class Machine implements Closeable {
  private static final long POLL_NANOS = 1_000_000;
  private static final long SLOW_POLL_NANOS = 20_000_000;
  private static final Duration BRISK = Duration.ofSeconds(1);
  private static final Duration TICK = Duration.ofMillis(250);

  private final String name;
  private final Optional<Monitor.Source> source;
  private final Path sinkPath;
  private final Limits limits;
  private final WaitClock clock;
  private final InstantSource wall;
  private final TransitionListener listener;
  private final List<Vf> vfs = new CopyOnWriteArrayList<>();

  /** Held through an operation and a tick, so that only one of them is at work. */
  private final ReentrantLock operating = new ReentrantLock();

  /** Whether an operation is; a second one is refused. */
  private final AtomicBoolean underway = new AtomicBoolean();

  private @Nullable Monitor monitor;
  private @Nullable MigrationSink sink;
  private volatile boolean closed;

  /**
   * @param source nothing if nobody said where the monitor is; VFs cannot be revoked then
   * @param sinkPath where a UNIX socket is made when a VF is revoked; QEMU must be able to reach it
   */
  public Machine(
      String name,
      Optional<Monitor.Source> source,
      Path sinkPath,
      Limits limits,
      WaitClock clock,
      InstantSource wall,
      TransitionListener listener) {
    this.name = name;
    this.source = source;
    this.sinkPath = sinkPath;
    this.limits = limits;
    this.clock = clock;
    this.wall = wall;
    this.listener = listener;
  }

  /** Adds the VF of a NIC; before the machine's first operation. */
  public VfControl add(String nic, DataPath path) {
    Vf vf = new Vf(nic, path, this);
    vfs.add(vf);
    return vf;
  }

  /** Starts to follow, on a thread of its own, until the machine is closed. */
  public void start() {
    Thread.ofVirtual()
        .name("machine " + name)
        .start(() -> {
          while (!closed) {
            tick();
            try {
              clock.sleep(TICK.toNanos());
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
              return;
            }
          }
        });
  }

  public String name() {
    return name;
  }

  WaitClock clock() {
    return clock;
  }

  Limits limits() {
    return limits;
  }

  TransitionListener listener() {
    return listener;
  }

  List<Vf> vfsIn(VfState state) {
    return vfs.stream().filter(vf -> vf.state() == state).toList();
  }

  private static List<String> others(List<Vf> together, Vf vf) {
    return together.stream().filter(other -> other != vf).map(Vf::nic).toList();
  }

  Transition revoke(Vf vf, RevokeMode mode) throws OperationException {
    return operate(
        vf,
        Operation.REVOKE,
        () -> {
          if (mode == RevokeMode.DEAD) {
            Refusal.check(vf, Operation.REVOKE, mode);
            return new Death(this, vf, report(vf, List.of(), Operation.REVOKE, mode, null)).run();
          }
          return revoke(vf, mode, limits.eject());
        });
  }

  private Transition revoke(Vf vf, RevokeMode mode, Duration eject)
      throws OperationException, InterruptedException {
    // What QEMU has not plugged, it does not unplug either.
    List<Vf> together = vfs.stream().filter(each -> each == vf || each.path().attached()).toList();
    for (Vf each : together) {
      Refusal.check(each, Operation.REVOKE, each == vf ? mode : RevokeMode.PLANNED);
    }
    Monitor asked = runningMonitor();
    refuseForeignMigration(asked);
    Report report = report(vf, others(together, vf), Operation.REVOKE, mode, null);
    return new Revocation(this, together, vf, mode, asked, eject, report).run();
  }

  Transition restore(Vf vf) throws OperationException {
    return operate(
        vf,
        Operation.RESTORE,
        () -> {
          Refusal.check(vf, Operation.RESTORE, null);
          Monitor asked = runningMonitor();
          List<Vf> together = vfsIn(VfState.REVOKED);
          Report report = report(vf, others(together, vf), Operation.RESTORE, null, null);
          return new Restoration(this, together, vf, asked, report).run();
        });
  }

  Transition service(Vf vf, VfEvent event) throws OperationException {
    return operate(
        vf,
        Operation.SERVICE,
        () -> {
          Refusal.check(vf, Operation.SERVICE, null);
          return new EventDelivery(
                  this, vf, event, report(vf, List.of(), Operation.SERVICE, null, event))
              .run();
        });
  }

  private Report report(
      Vf vf,
      List<String> also,
      Operation operation,
      @Nullable RevokeMode mode,
      @Nullable VfEvent event) {
    return new Report(
        vf,
        also,
        operation,
        Optional.ofNullable(mode),
        Optional.ofNullable(event),
        clock,
        wall.instant());
  }

  private interface Body {
    Transition run() throws OperationException, InterruptedException;
  }

  private Transition operate(Vf vf, Operation operation, Body body) throws OperationException {
    if (!underway.compareAndSet(false, true)) {
      throw new OperationException(
          Reason.BUSY,
          "another operation on machine '%s' is under way: try again when it has ended"
              .formatted(name));
    }
    operating.lock(); // a tick ends soon
    try {
      Transition transition = body.run();
      record(vf, transition);
      return transition;
    } catch (OperationException e) {
      e.transition().ifPresent(transition -> record(vf, transition));
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OperationException(
          Reason.INTERRUPTED,
          "interrupted in %s of '%s', which is now %s".formatted(operation, vf.nic(), vf.state()));
    } finally {
      operating.unlock();
      underway.set(false);
    }
  }

  private void record(Vf vf, Transition transition) {
    vf.remember(transition);
    listener.ended(transition);
  }

  /**
   * The monitor, connected to if it is not.
   *
   * @throws OperationException if there is none
   */
  private Monitor monitor() throws OperationException {
    if (source.isEmpty()) {
      throw new OperationException(
          Reason.NO_MONITOR,
          ("machine '%s' has no monitor: give it one in the host file (qmp: PATH) and to QEMU (-qmp"
                  + " unix:PATH,server=on,wait=off)")
              .formatted(name));
    }
    try {
      return reached(source.get());
    } catch (IOException e) {
      throw new OperationException(
          Reason.MONITOR_LOST,
          "the monitor of machine '%s' cannot be reached: %s. Does QEMU run?"
              .formatted(name, e.getMessage()),
          e,
          null);
    }
  }

  private Monitor reached(Monitor.Source from) throws IOException {
    Monitor known = monitor;
    if (known != null && !known.ended()) {
      return known;
    }
    if (known != null) {
      known.close();
    }
    Monitor opened = from.open();
    monitor = opened;
    return opened;
  }

  /** The monitor of a machine whose guest can do its part. */
  private Monitor runningMonitor() throws OperationException {
    Monitor asked = monitor();
    try {
      if (!asked.machineRuns()) {
        throw new OperationException(
            Reason.MACHINE_NOT_RUNNING,
            ("machine '%s' is paused or has stopped, so its guest cannot do its part: continue or"
                    + " reset it first")
                .formatted(name));
      }
      return asked;
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private void refuseForeignMigration(Monitor asked) throws OperationException {
    try {
      Monitor.Migration migration = asked.migration();
      if (!migration.over()) {
        throw new OperationException(
            Reason.MIGRATION_RUNNING,
            "machine '%s' is in a migration (%s): let it end, or cancel it (migrate_cancel)"
                .formatted(name, migration));
      }
    } catch (IOException e) {
      throw unanswered(e);
    }
  }

  private OperationException unanswered(IOException failure) {
    return new OperationException(
        Reason.MONITOR_LOST,
        "the monitor of machine '%s' does not answer: %s".formatted(name, failure.getMessage()),
        failure,
        null);
  }

  /** Makes the socket that a migration goes to. */
  MigrationSink openSink() throws IOException {
    closeSink();
    MigrationSink opened = MigrationSink.open(sinkPath);
    sink = opened;
    return opened;
  }

  /** QEMU has found the socket: it needs no name any more. */
  void hideSink() throws IOException {
    if (sink != null) {
      sink.hide();
    }
  }

  /**
   * The guest has its VFs, whatever was meant to happen: their data paths work, the links are up,
   * and driver and adapter decide from now on.
   */
  void giveUp(String why) {
    closeSink();
    for (Vf vf : vfs) {
      if (vf.inOperation()) {
        vf.stall(false);
        boolean _ = vf.path().raise(VfEvent.LINK_UP);
        vf.settle(why);
      }
    }
  }

  /** A driver may post sends until it is gone; on a data path that is stopped they wait for us. */
  void giveUpStalledSends() {
    for (Vf vf : vfs) {
      if (vf.stalled()) {
        vf.path().giveUpSends();
      }
    }
  }

  /** Ends the connection of a migration of ours, if there is one. */
  void closeSink() {
    MigrationSink known = sink;
    sink = null;
    if (known != null) {
      known.close();
    }
  }

  /**
   * Waits until {@code condition} holds.
   *
   * @return whether it came to hold in time
   */
  boolean await(BooleanSupplier condition, Duration limit) throws InterruptedException {
    long start = clock.nanos();
    while (!condition.getAsBoolean()) {
      long waited = clock.nanos() - start;
      if (waited >= limit.toNanos()) {
        return false;
      }
      sleep(pollAfter(waited));
    }
    return true;
  }

  /**
   * Waits within an operation.
   *
   * @throws InterruptedException also if the machine is closed meanwhile
   */
  void sleep(long nanos) throws InterruptedException {
    if (closed) {
      throw new InterruptedException("closed");
    }
    clock.sleep(nanos);
  }

  /** How long to sleep between two looks when {@code waited} ns have passed. */
  static long pollAfter(long waited) {
    return waited < BRISK.toNanos() ? POLL_NANOS : SLOW_POLL_NANOS;
  }

  /** Looks how things are; does nothing while an operation runs. */
  void tick() {
    if (closed || !operating.tryLock()) {
      return;
    }
    try {
      if (sink != null) {
        new Aftermath(this).look();
      }
      vfs.forEach(Vf::state);
    } finally {
      operating.unlock();
    }
  }

  /**
   * The monitor for one who only looks.
   *
   * @throws IOException if nobody listens there any more
   */
  Monitor reachedMonitor() throws IOException {
    return reached(source.orElseThrow());
  }

  /**
   * Takes VFs away that a guest uses, because the host is about to end: the guest goes on with its
   * synthetic NIC, which works again as soon as a host is there, while a VF whose adapter is gone
   * would have it hang. Does what can be done within {@code eject}, and leaves it at that.
   */
  public void withdraw(Duration eject) {
    try {
      // QEMU would not survive it if the adapters went while it plugs a VF back
      if (!operating.tryLock(eject.toNanos(), TimeUnit.NANOSECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return;
    }
    try {
      for (Vf vf : vfs) {
        if (vf.state() == VfState.CLAIMED || vf.state() == VfState.ACTIVE) {
          record(vf, revoke(vf, RevokeMode.PLANNED, eject));
        }
      }
    } catch (OperationException e) {
      // No monitor, a guest that does not run or does not eject: it keeps a dead VF.
      e.transition().ifPresent(listener::ended);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      operating.unlock();
    }
  }

  /**
   * Lets go of the monitor and of a migration that runs. QEMU then plugs the VFs back, so their
   * adapters should be gone before: a guest is better off with its synthetic NIC alone than with a
   * VF that dies.
   */
  @Override
  public void close() throws IOException {
    closed = true;
    operating.lock();
    try {
      closeSink();
      Monitor known = monitor;
      monitor = null;
      if (known != null) {
        known.close();
      }
    } finally {
      operating.unlock();
    }
  }
}
