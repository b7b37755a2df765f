package org.manakin.measure.revoke;

import java.io.Closeable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.manakin.measure.revoke.LegSample.Path;
import org.manakin.observe.Node;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.LegKind;

/** Looks at an endpoint's legs every 2 ms, on a thread of its own, until it is closed. */
final class LegWatch implements Closeable {
  private static final long PERIOD_NANOS = 2_000_000;

  private final Endpoint endpoint;
  private final List<LegSample> samples = new ArrayList<>();
  private final Thread thread;
  private volatile boolean closed;

  private LegWatch(Endpoint endpoint) {
    this.endpoint = endpoint;
    this.thread = Thread.ofPlatform().name("leg-watch").daemon().unstarted(this::run);
  }

  static LegWatch start(Endpoint endpoint) {
    LegWatch watch = new LegWatch(endpoint);
    watch.thread.start();
    return watch;
  }

  private void run() {
    while (!closed) {
      samples.add(sample());
      LockSupport.parkNanos(PERIOD_NANOS);
    }
  }

  private LegSample sample() {
    @Nullable LegKind active = endpoint.active();
    Path path = path(active);
    return new LegSample(
        System.nanoTime(),
        path,
        endpoint.vf().framesFromGuest(),
        endpoint.vf().framesToGuest(),
        endpoint.synthetic().framesFromGuest(),
        endpoint.synthetic().framesToGuest());
  }

  private Path path(@Nullable LegKind active) {
    if (active == null) {
      return "silent".equals(Node.of(endpoint).toMap().get("delivery")) ? Path.NOWHERE : Path.HELD;
    }
    return active == LegKind.VF ? Path.VF : Path.SYNTHETIC;
  }

  /** What was seen; to be called once, at the end. */
  LegLog log() {
    close();
    return new LegLog(samples);
  }

  @Override
  public void close() {
    closed = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
