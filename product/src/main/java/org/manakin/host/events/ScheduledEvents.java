package org.manakin.host.events;

import java.io.Closeable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import org.manakin.host.events.ScheduledEvent.Status;

/**
 * The events that are announced or under way. Each is carried out once, when its time has come or
 * when it is acknowledged, whichever is first, and forgotten when that is done. Any thread.
 */
public final class ScheduledEvents implements Closeable {
  /** More would be a mistake. */
  public static final int MOST = 256;

  private final InstantSource clock;
  private final Executor executor;
  private final Map<String, Entry> entries = new LinkedHashMap<>();
  private int incarnation = 1;
  private boolean closed;

  private static final class Entry {
    ScheduledEvent event;
    final Runnable action;

    Entry(ScheduledEvent event, Runnable action) {
      this.event = event;
      this.action = action;
    }
  }

  /**
   * All events at one moment.
   *
   * @param incarnation changes whenever the list does
   */
  public record Document(int incarnation, List<ScheduledEvent> events) {
    public Document {
      events = List.copyOf(events);
    }
  }

  /**
   * @param executor runs the actions, which may take long
   */
  public ScheduledEvents(InstantSource clock, Executor executor) {
    this.clock = clock;
    this.executor = executor;
  }

  /**
   * Announces {@code action}.
   *
   * @throws IllegalStateException if there are {@value #MOST} events already
   */
  public synchronized ScheduledEvent announce(
      String type, String machine, String description, Duration notice, Runnable action) {
    if (entries.size() >= MOST) {
      throw new IllegalStateException(
          MOST + " events are announced already; wait until some of them are over");
    }
    ScheduledEvent event =
        new ScheduledEvent(
            UUID.randomUUID().toString(),
            type,
            machine,
            description,
            clock.instant().plus(notice),
            Status.SCHEDULED);
    entries.put(event.id(), new Entry(event, action));
    incarnation++;
    notifyAll();
    return event;
  }

  public synchronized Document document() {
    return new Document(incarnation, entries.values().stream().map(each -> each.event).toList());
  }

  /**
   * Starts the events now; those that have started are left alone.
   *
   * @return the ids that are no event's; nothing is started then
   */
  public synchronized List<String> acknowledge(Collection<String> ids) {
    List<String> unknown = new ArrayList<>();
    List<Entry> known = new ArrayList<>();
    for (String id : ids) {
      Entry entry = entries.get(id);
      if (entry == null) {
        unknown.add(id);
      } else {
        known.add(entry);
      }
    }
    if (unknown.isEmpty()) {
      known.forEach(this::start);
    }
    return unknown;
  }

  /** Starts the events whose time has come; returns how many. */
  public synchronized int work() {
    Instant now = clock.instant();
    int started = 0;
    for (Entry entry : new ArrayList<>(entries.values())) {
      if (!closed && !now.isBefore(entry.event.notBefore()) && start(entry)) {
        started++;
      }
    }
    return started;
  }

  /** When {@link #work} has something to do, as far as is known. */
  public synchronized Optional<Instant> nextStart() {
    return entries.values().stream()
        .map(entry -> entry.event)
        .filter(event -> event.status() == Status.SCHEDULED)
        .map(ScheduledEvent::notBefore)
        .min(Instant::compareTo);
  }

  private boolean start(Entry entry) {
    if (entry.event.status() != Status.SCHEDULED) {
      return false;
    }
    entry.event = entry.event.started();
    incarnation++;
    executor.execute(() -> {
      try {
        entry.action.run();
      } finally {
        end(entry.event.id());
      }
    });
    return true;
  }

  private synchronized void end(String id) {
    entries.remove(id);
    incarnation++;
  }

  /** Calls {@link #work} at the right times until it is closed. */
  public void run() {
    try {
      while (true) {
        work();
        synchronized (this) {
          if (closed) {
            return;
          }
          Optional<Instant> next = nextStart();
          if (next.isEmpty()) {
            wait();
          } else {
            // The clock may be set meanwhile, so never for long.
            wait(Math.clamp(clock.instant().until(next.get()).toMillis() + 1, 1, 1_000));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What has not started never will. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }
}
