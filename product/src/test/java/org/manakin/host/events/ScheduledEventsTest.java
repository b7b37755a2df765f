package org.manakin.host.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.manakin.host.events.ScheduledEvent.Status;

class ScheduledEventsTest {
  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final List<String> done = new ArrayList<>();
  private final List<Runnable> running = new ArrayList<>();
  private final ScheduledEvents events = new ScheduledEvents(() -> now, running::add);

  private ScheduledEvent announce(String machine, int seconds) {
    return events.announce(
        ScheduledEvent.ADAPTER_REVOKE,
        machine,
        "a test",
        Duration.ofSeconds(seconds),
        () -> done.add(machine));
  }

  private void finish() {
    running.forEach(Runnable::run);
    running.clear();
  }

  @Test
  void happensWhenItsTimeHasComeAndNotBefore() {
    ScheduledEvent event = announce("a", 30);
    assertThat(event.notBefore()).isEqualTo(now.plusSeconds(30));
    assertThat(events.nextStart()).contains(event.notBefore());
    now = now.plusSeconds(30).minusMillis(1);
    assertThat(events.work()).isZero();
    now = now.plusMillis(1);
    assertThat(events.work()).isEqualTo(1);
    assertThat(events.document().events().getFirst().status()).isEqualTo(Status.STARTED);
    assertThat(events.nextStart()).isEmpty();
    finish();
    assertThat(done).containsExactly("a");
    assertThat(events.document().events()).isEmpty();
  }

  @Test
  void anAcknowledgementStartsItOnce() {
    ScheduledEvent event = announce("a", 30);
    assertThat(events.acknowledge(List.of(event.id()))).isEmpty();
    assertThat(events.acknowledge(List.of(event.id()))).isEmpty();
    now = now.plusSeconds(60);
    assertThat(events.work()).isZero();
    finish();
    assertThat(done).containsExactly("a");
    assertThat(events.acknowledge(List.of(event.id()))).containsExactly(event.id());
  }

  @Test
  void anUnknownEventStartsNone() {
    ScheduledEvent event = announce("a", 30);
    assertThat(events.acknowledge(List.of(event.id(), "nonsense"))).containsExactly("nonsense");
    finish();
    assertThat(done).isEmpty();
  }

  @Test
  void eachChangeIsAnotherIncarnation() {
    int first = events.document().incarnation();
    ScheduledEvent event = announce("a", 30);
    int announced = events.document().incarnation();
    assertThat(events.document().incarnation()).isEqualTo(announced);
    events.acknowledge(List.of(event.id()));
    int started = events.document().incarnation();
    finish();
    assertThat(List.of(first, announced, started, events.document().incarnation()))
        .doesNotHaveDuplicates()
        .isSorted();
  }

  @Test
  void anActionThatThrowsIsOverAllTheSame() {
    events.announce(
        ScheduledEvent.ADAPTER_REVOKE,
        "a",
        "",
        Duration.ZERO,
        () -> {
          throw new IllegalStateException("broken");
        });
    events.work();
    assertThatIllegalStateException().isThrownBy(this::finish);
    assertThat(events.document().events()).isEmpty();
  }

  @Test
  void thereIsAnEndToTheirNumber() {
    for (int i = 0; i < ScheduledEvents.MOST; i++) {
      announce("a", 30);
    }
    assertThatIllegalStateException().isThrownBy(() -> announce("a", 30));
  }

  @Test
  void nothingBeginsOnceClosed() {
    announce("a", 0);
    events.close();
    assertThat(events.work()).isZero();
    events.run(); // returns at once
    assertThat(done).isEmpty();
  }
}
