package org.manakin.host.control;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.TransitionListener;
import org.manakin.host.servicing.VfState;

/**
 * The last things that happened to the host, numbered from 1 on: operations with who asked for
 * them, changes of VFs' states, transitions. Any thread.
 */
final class Journal implements TransitionListener {
  private static final int MOST = 1_000;

  private final InstantSource clock;
  private final Deque<ObjectNode> events = new ArrayDeque<>();
  private long last;

  Journal(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void became(String nic, VfState from, VfState to, String why) {
    ObjectNode event = event("state");
    event.put("nic", nic);
    event.put("from", Shapes.word(from));
    event.put("to", Shapes.word(to));
    event.put("why", why);
    add(event);
  }

  @Override
  public void ended(Transition transition) {
    ObjectNode event = event("transition");
    event.set("transition", Shapes.transition(transition));
    add(event);
  }

  /** An operation that was asked for, done or not. */
  void operation(ObjectNode audit) {
    ObjectNode event = event("operation");
    event.setAll(audit);
    add(event);
  }

  private ObjectNode event(String kind) {
    ObjectNode event = JsonNodeFactory.instance.objectNode();
    event.put("number", 0);
    event.put("time", clock.instant().toString());
    event.put("kind", kind);
    return event;
  }

  private synchronized void add(ObjectNode event) {
    last++;
    event.put("number", last);
    events.add(event);
    if (events.size() > MOST) {
      events.remove();
    }
  }

  /** What came after the event of that number, oldest first; older ones may be forgotten. */
  synchronized ObjectNode since(long number) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("last", last);
    ArrayNode list = node.putArray("events");
    for (ObjectNode event : events) {
      if (event.path("number").asLong() > number) {
        list.add(event.deepCopy());
      }
    }
    return node;
  }
}
