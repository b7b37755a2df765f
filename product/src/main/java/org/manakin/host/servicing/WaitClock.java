package org.manakin.host.servicing;

import java.util.concurrent.TimeUnit;
import org.manakin.observe.Clock;

/** A clock by which one can also wait; a test that owns it decides what happens meanwhile. */
public interface WaitClock extends Clock {
  /** The machine's. */
  WaitClock SYSTEM =
      new WaitClock() {
        @Override
        public long nanos() {
          return System.nanoTime();
        }

        @Override
        public void sleep(long nanos) throws InterruptedException {
          TimeUnit.NANOSECONDS.sleep(nanos);
        }
      };

  void sleep(long nanos) throws InterruptedException;
}
