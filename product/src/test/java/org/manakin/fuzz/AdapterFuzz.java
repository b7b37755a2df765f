package org.manakin.fuzz;

import java.util.List;
import java.util.Map;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.gdma.Limits;
import org.manakin.observe.Node;

/**
 * The adapter's guest face under a program of the fuzzer's: register accesses, commands, work
 * requests, doorbells, memory that comes and goes, frames from outside. Whatever the guest does,
 * the adapter does not fail, keeps its memory bounded, writes only where it may, and the adapter at
 * the other end of the wire works on.
 */
public final class AdapterFuzz {
  private static final int MOST_OPERATIONS = 200;
  private static final int DISTINCT_INCIDENTS = 257;
  private static final int MOST_REGIONS = 4096;
  private static final Neighbour NEIGHBOUR = new Neighbour();
  private static final GuestSpace SPACE = new GuestSpace();

  private AdapterFuzz() {}

  /** The entry that the fuzzer calls. */
  public static void fuzzerTestOneInput(byte[] data) {
    SPACE.reset();
    HostileGuest guest = new HostileGuest(new Input(data), SPACE, NEIGHBOUR);
    for (int i = 0; i < MOST_OPERATIONS && guest.more(); i++) {
      guest.act();
      if (guest.adapter().state() == AdapterState.FAILED) {
        throw new AssertionError("the adapter failed:\n" + Node.of(guest.adapter()).toText());
      }
      NEIGHBOUR.poll();
    }
    guest.settle();
    assertBounded(Node.of(guest.adapter()).toMap());
    NEIGHBOUR.assertWell();
    SPACE.assertGuardsIntact();
    guest.reset();
    if (guest.adapter().state() != AdapterState.IDLE) {
      throw new AssertionError("after a reset the adapter is " + guest.adapter().state());
    }
    if (Node.of(guest.adapter()).toMap().get("gdma") != null) {
      throw new AssertionError("a reset left queues behind");
    }
    NEIGHBOUR.send();
    SPACE.assertGuardsIntact();
  }

  private static void assertBounded(Map<String, Object> tree) {
    if (tree.get("incidents") instanceof Map<?, ?> incidents
        && incidents.get("distinct") instanceof List<?> distinct
        && distinct.size() > DISTINCT_INCIDENTS) {
      throw new AssertionError(distinct.size() + " incidents are kept");
    }
    if (tree.get("gdma") instanceof Map<?, ?> gdma
        && gdma.get("region_pages") instanceof Long pages
        && gdma.get("regions") instanceof Long regions
        && (pages > Limits.REGION_PAGES || regions > MOST_REGIONS)) {
      throw new AssertionError(regions + " regions of " + pages + " pages are kept");
    }
    if (tree.toString().contains("inspection_failed")) {
      throw new AssertionError("the inspection tree is not whole: " + tree);
    }
  }
}
