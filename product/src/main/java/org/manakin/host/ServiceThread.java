package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import org.manakin.attach.Duty;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;

/** One thread of a host and the duties that it runs until it is stopped. */
final class ServiceThread implements Closeable {
  private static final long STOP_MILLIS = 5_000;

  private final EventLoop loop;
  private final Thread thread;

  private ServiceThread(EventLoop loop, Thread thread) {
    this.loop = loop;
    this.thread = thread;
  }

  /**
   * A thread that does nothing before {@link #start}.
   *
   * @param kind of what it serves, for the thread's name
   * @param name of what it serves; defects of its duties are told under this name
   */
  static ServiceThread open(String kind, String name, HostEvents events) throws IOException {
    EventLoop loop =
        new EventLoop(
            new SpinThenWait(), (duty, defect) -> events.happened(name, "failed: " + defect));
    return new ServiceThread(loop, new Thread(loop, kind + " " + name));
  }

  /** Before {@link #start}, or on the thread itself. */
  void add(Duty duty) throws IOException {
    loop.add(duty);
  }

  void start() {
    thread.start();
  }

  /** Makes the thread look at its duties. Any thread. */
  void wake() {
    loop.wake();
  }

  /** Has the thread run {@code task}, which must not throw, between two rounds. Any thread. */
  void execute(Runnable task) {
    loop.execute(task);
  }

  /** Waits until the thread has ended, if it was started. */
  void stop() {
    loop.stop();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Stops and gives back what the loop holds; the duties stay open. */
  @Override
  public void close() {
    stop();
    loop.close();
  }
}
