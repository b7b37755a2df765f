package org.manakin.attach;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;

class EventLoopTest {
  private static final long PATIENCE_SECONDS = 20;

  /** Counts what is signalled. */
  private static class Counting implements Duty {
    final Fd event = Eventfd.create("duty");
    final AtomicInteger rounds = new AtomicInteger();
    final AtomicLong events = new AtomicLong();
    volatile CountDownLatch next = new CountDownLatch(1);

    Counting() throws IOException {}

    @Override
    public int work() {
      rounds.incrementAndGet();
      long n = Eventfd.drain(event);
      if (n > 0) {
        events.addAndGet(n);
        next.countDown();
      }
      return (int) n;
    }

    @Override
    public Fd readiness() {
      return event;
    }
  }

  @Test
  void sleepsUntilADescriptorIsReadyAndServesEveryDuty() throws Exception {
    Counting one = new Counting();
    Counting two = new Counting();
    try (Running running = new Running(new SpinThenWait(0, System::nanoTime), one, two)) {
      for (int i = 0; i < 50; i++) {
        Counting duty = i % 2 == 0 ? one : two;
        duty.next = new CountDownLatch(1);
        Eventfd.signal(duty.event);
        assertThat(duty.next.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(one.events.get()).isEqualTo(25);
      assertThat(two.events.get()).isEqualTo(25);
      int before = one.rounds.get();
      Thread.sleep(50);
      assertThat(one.rounds.get() - before).isLessThan(5);
      assertThat(running.thread.isAlive()).isTrue();
    }
  }

  @Test
  void tasksRunOnTheLoopsThreadAndWakeIt() throws Exception {
    Counting duty = new Counting();
    try (Running running = new Running(new SpinThenWait(), duty)) {
      for (int i = 0; i < 200; i++) {
        AtomicReference<Thread> ran = new AtomicReference<>();
        CountDownLatch done = new CountDownLatch(1);
        running.loop.execute(() -> {
          ran.set(Thread.currentThread());
          done.countDown();
        });
        assertThat(done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.get()).isSameAs(running.thread);
      }
    }
  }

  @Test
  void aDeadlineEndsTheSleep() throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    long deadline = System.nanoTime() + 20_000_000;
    Counting duty =
        new Counting() {
          @Override
          public int work() {
            if (System.nanoTime() >= deadline) {
              reached.countDown();
            }
            return super.work();
          }

          @Override
          public long nextDeadline() {
            return reached.getCount() > 0 ? deadline : Long.MAX_VALUE;
          }
        };
    try (Running running = new Running(new SpinThenWait(0, System::nanoTime), duty)) {
      assertThat(reached.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(running.thread.isAlive()).isTrue();
    }
  }

  @Test
  void aDutyThatThrowsIsDroppedAndTheOthersGoOn() throws Exception {
    Counting good = new Counting();
    Counting bad =
        new Counting() {
          @Override
          public int work() {
            if (super.work() > 0) {
              throw new IllegalStateException("defect");
            }
            return 0;
          }
        };
    try (Running running = new Running(new SpinThenWait(), bad, good)) {
      Eventfd.signal(bad.event);
      assertThat(running.failed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      Eventfd.signal(good.event);
      assertThat(good.next.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
      assertThat(running.failure.get()).isSameAs(bad);
    }
  }

  @Test
  void theSpinIsMeasuredFromTheLastWork() {
    AtomicLong now = new AtomicLong(1000);
    SpinThenWait idle = new SpinThenWait(100, now::get);
    assertThat(idle.spin()).isTrue();
    now.set(1099);
    assertThat(idle.spin()).isTrue();
    now.set(1100);
    assertThat(idle.spin()).isFalse();
    idle.busy();
    now.set(5000);
    assertThat(idle.spin()).isTrue();
    now.set(5101);
    assertThat(idle.spin()).isFalse();
  }

  /** A loop on a thread of its own, stopped and joined at the end. */
  private static final class Running implements AutoCloseable {
    final CountDownLatch failed = new CountDownLatch(1);
    final AtomicReference<Duty> failure = new AtomicReference<>();
    final EventLoop loop;
    final Thread thread;

    Running(IdleStrategy idle, Duty... duties) throws IOException {
      loop =
          new EventLoop(
              idle,
              (duty, defect) -> {
                failure.set(duty);
                failed.countDown();
              });
      for (Duty duty : duties) {
        loop.add(duty);
      }
      thread = new Thread(loop, "loop");
      thread.start();
    }

    @Override
    public void close() {
      loop.stop();
      try {
        assertThat(thread.join(Duration.ofSeconds(PATIENCE_SECONDS))).isTrue();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      loop.close();
    }
  }
}
