package org.manakin.observe;

import java.util.ArrayList;
import java.util.List;

/**
 * The last events of the control plane, oldest first; older ones are forgotten. For any number of
 * threads; not for the data path.
 */
public final class EventRing implements Inspectable {

  /**
   * @param number 0 for the first event ever, and so on
   * @param nanos when, by the ring's clock
   */
  public record Event(long number, long nanos, String text) {}

  private final Clock clock;
  private final Event[] ring;
  private long next;

  /**
   * @param capacity how many events are kept, at least 1
   */
  public EventRing(Clock clock, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a ring of " + capacity + " events; at least 1 is needed");
    }
    this.clock = clock;
    this.ring = new Event[capacity];
  }

  public synchronized void add(String text) {
    ring[(int) (next % ring.length)] = new Event(next, clock.nanos(), text);
    next++;
  }

  /** What is still known, oldest first. */
  public synchronized List<Event> events() {
    List<Event> events = new ArrayList<>();
    for (long i = Math.max(0, next - ring.length); i < next; i++) {
      events.add(ring[(int) (i % ring.length)]);
    }
    return events;
  }

  /** How many events there were, the forgotten ones included. */
  public synchronized long total() {
    return next;
  }

  @Override
  public void inspect(Node node) {
    long now = clock.nanos();
    List<Event> events = events();
    node.value("total", total());
    for (Event event : events) {
      node.item("latest")
          .value("number", event.number())
          .value("microseconds_ago", (now - event.nanos()) / 1_000)
          .value("text", event.text());
    }
  }
}
