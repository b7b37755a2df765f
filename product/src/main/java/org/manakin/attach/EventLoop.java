package org.manakin.attach;

import java.io.Closeable;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.manakin.linux.Epoll;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.SyscallException;

/**
 * Runs several {@link Duty duties} on one thread: round after round while there is work, then as
 * its {@link IdleStrategy} says, and then asleep until a descriptor is ready, a deadline has come
 * or someone {@linkplain #wake wakes} it.
 *
 * <p>The thread is the caller's: {@code new Thread(loop).start()}.
 */
public final class EventLoop implements Runnable, Closeable {
  /** Told by the loop's thread of what went wrong there. */
  public interface FailureHandler {
    /**
     * {@code duty} threw: a defect of it, or ({@link java.io.UncheckedIOException}) what it stands
     * for is gone. It is not run again; the others are.
     */
    void failed(Duty duty, Throwable defect);
  }

  private final IdleStrategy idle;
  private final FailureHandler failures;
  private final Epoll epoll;
  private final Fd alarm;
  private final CopyOnWriteArrayList<Duty> duties = new CopyOnWriteArrayList<>();
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile boolean asleep;
  private volatile boolean stopping;

  public EventLoop(IdleStrategy idle, FailureHandler failures) throws IOException {
    this.idle = idle;
    this.failures = failures;
    this.epoll = Epoll.create();
    this.alarm = Eventfd.create("wake");
    epoll.add(alarm, Epoll.READABLE);
  }

  /** Runs {@code duty} from now on. Before the loop starts, or on its thread. */
  public void add(Duty duty) throws IOException {
    epoll.add(duty.readiness(), Epoll.READABLE);
    duties.add(duty);
  }

  /** Runs {@code duty} no longer. On the loop's thread, or when it does not run. */
  public void remove(Duty duty) throws IOException {
    if (duties.remove(duty)) {
      epoll.remove(duty.readiness());
    }
  }

  /**
   * Has {@code task}, which must not throw, run by the loop's thread between two rounds. Any
   * thread.
   */
  public void execute(Runnable task) {
    tasks.add(task);
    wake();
  }

  /** Makes the loop look at its duties once more. Any thread; cheap while the loop is awake. */
  public void wake() {
    woken.set(true);
    if (asleep) {
      int ignored = Eventfd.signal(alarm);
    }
  }

  /** Ends {@link #run} after the current round. Any thread. */
  public void stop() {
    stopping = true;
    wake();
  }

  @Override
  public void run() {
    while (!stopping) {
      int done = runTasks();
      for (Duty duty : duties) {
        done += run(duty);
      }
      if (done > 0) {
        idle.busy();
      } else if (!idle.spin()) {
        sleep();
      }
    }
  }

  /** To be called when {@link #run} has returned. Does not close the duties. */
  @Override
  public void close() {
    epoll.close();
    alarm.close();
  }

  private int runTasks() {
    int done = 0;
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      task.run();
      done++;
    }
    return done;
  }

  private int run(Duty duty) {
    try {
      return duty.work();
    } catch (RuntimeException | Error defect) {
      drop(duty);
      failures.failed(duty, defect);
      return 1;
    }
  }

  private void drop(Duty duty) {
    try {
      remove(duty);
    } catch (IOException e) {
      throw new IllegalStateException("cannot stop watching a duty that failed", e);
    }
  }

  private void sleep() {
    asleep = true;
    try {
      // Whoever sets woken from here on sees that the loop sleeps, and signals.
      if (!woken.get() && !stopping && epoll.await(untilDeadline()) > 0) {
        long ignored = Eventfd.drain(alarm);
      }
    } catch (SyscallException e) {
      throw new IllegalStateException("cannot wait for work", e);
    } finally {
      asleep = false;
      // Reads as well, so that what the waker wrote before is seen in the round that follows.
      boolean ignored = woken.getAndSet(false);
    }
  }

  private long untilDeadline() {
    long earliest = Long.MAX_VALUE;
    long now = System.nanoTime();
    for (Duty duty : duties) {
      long deadline = duty.nextDeadline();
      if (deadline != Long.MAX_VALUE) {
        earliest = Math.min(earliest, Math.max(0, deadline - now));
      }
    }
    return earliest;
  }
}
