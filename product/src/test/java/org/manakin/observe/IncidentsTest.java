package org.manakin.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.manakin.observe.Incidents.Incident;

class IncidentsTest {
  private enum Fault {
    BAD_DOORBELL,
    NO_SUCH_QUEUE
  }

  private long now = 100;
  private final Incidents incidents = new Incidents(() -> now, 5);

  @Test
  void countsTheSameErrorInOneEntry() {
    incidents.record(Fault.BAD_DOORBELL, 7, 0xbad);
    now = 200;
    incidents.record(Fault.NO_SUCH_QUEUE, 7);
    now = 300;
    incidents.record(Fault.BAD_DOORBELL, 7, 0xdad);
    incidents.record(Fault.BAD_DOORBELL, -1);

    assertThat(incidents.list())
        .containsExactly(
            new Incident("bad_doorbell", 7, 2, 0xdad, 100, 300),
            new Incident("no_such_queue", 7, 1, 0, 200, 200),
            new Incident("bad_doorbell", -1, 1, 0, 300, 300));
  }

  @Test
  void furtherDistinctErrorsShareOneEntry() {
    for (int i = 0; i < 1_000; i++) {
      incidents.record(Fault.NO_SUCH_QUEUE, i, i);
    }
    incidents.record(Fault.NO_SUCH_QUEUE, 3);

    List<Incident> list = incidents.list();
    assertThat(list).hasSize(6);
    assertThat(list.getLast().code()).isEqualTo(Incidents.OVERFLOW);
    assertThat(list.getLast().count()).isEqualTo(995);
    assertThat(list.getLast().detail()).isEqualTo(999);
    assertThat(list.get(3)).isEqualTo(new Incident("no_such_queue", 3, 2, 0, 100, 100));
  }

  @Test
  void everyCapacityTellsThatManyApart() {
    for (int capacity = 1; capacity < 70; capacity++) {
      Incidents some = new Incidents(() -> 0, capacity);
      for (int i = 0; i < capacity + 3; i++) {
        some.record(Fault.BAD_DOORBELL, i * 0x1_0000_0001L);
      }
      Set<Long> subjects = new HashSet<>();
      some.list().subList(0, capacity).forEach(incident -> subjects.add(incident.subject()));
      assertThat(subjects).hasSize(capacity);
      assertThat(some.list().getLast().count()).isEqualTo(3);
    }
  }

  @Test
  void losesNothingBetweenThreads() throws InterruptedException {
    Thread[] threads = new Thread[4];
    for (int t = 0; t < threads.length; t++) {
      threads[t] =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; i < 20_000; i++) {
                  incidents.record(Fault.BAD_DOORBELL, i % 8);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(incidents.list()).hasSize(6);
    assertThat(incidents.list().stream().mapToLong(Incident::count).sum()).isEqualTo(80_000);
  }

  @Test
  void aKnownErrorAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int i = 0; i < 20_000; i++) {
      incidents.record(Fault.BAD_DOORBELL, i, i);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < 20_000; i++) {
      incidents.record(Fault.BAD_DOORBELL, i, i);
    }

    // less than one byte each: the measurement itself
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  @Test
  void showsThemInTheTree() {
    incidents.record(Fault.BAD_DOORBELL, 7, 12);
    now += 3_000;

    assertThat(Node.of(incidents).toText())
        .isEqualTo(
            """
            distinct
              - code: bad_doorbell
                subject: 7
                count: 1
                detail: 12
                first_microseconds_ago: 3
                last_microseconds_ago: 3
            """);
  }

  @Test
  void roomForNoneIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Incidents(() -> 0, 0));
  }
}
