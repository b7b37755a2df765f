package org.manakin.adapter.gdma;

import org.jspecify.annotations.Nullable;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Incidents;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.Doorbell;

/**
 * The live objects of the PCI function: queues, DMA regions, clients, and the means they work with.
 * Exists only while a hardware channel does; a reset throws it away whole.
 *
 * <p>The service thread only; queues have their own rules.
 */
public final class GdmaFunction implements Inspectable {
  private static final int FIRST_QUEUE_ID = 1;

  private final GuestMemory memory;
  private final InterruptSink interrupts;
  private final Timers timers;
  private final Incidents incidents;
  private final Limits limits;
  private final IdTable<EventQueue> eqs;
  private final IdTable<CompletionQueue> cqs;
  private final IdTable<WorkQueue> sqs;
  private final IdTable<WorkQueue> rqs;
  private final Regions regions;

  public GdmaFunction(
      GuestMemory memory,
      InterruptSink interrupts,
      Timers timers,
      Incidents incidents,
      Limits limits) {
    this.memory = memory;
    this.interrupts = interrupts;
    this.timers = timers;
    this.incidents = incidents;
    this.limits = limits;
    this.eqs = new IdTable<>(FIRST_QUEUE_ID, limits.eqs());
    this.cqs = new IdTable<>(FIRST_QUEUE_ID, limits.cqs());
    this.sqs = new IdTable<>(FIRST_QUEUE_ID, limits.sqs());
    this.rqs = new IdTable<>(FIRST_QUEUE_ID, limits.rqs());
    this.regions = new Regions(limits.regions());
  }

  public GuestMemory memory() {
    return memory;
  }

  public Incidents incidents() {
    return incidents;
  }

  public Limits limits() {
    return limits;
  }

  public Timers timers() {
    return timers;
  }

  public Regions regions() {
    return regions;
  }

  /** Every CQ id is below this. */
  public int cqIdBound() {
    return FIRST_QUEUE_ID + cqs.capacity();
  }

  /** A new armed EQ, or null if there are none left. */
  public @Nullable EventQueue createEq(Ring ring, Client client, int vector) {
    return eqs.add(id -> new EventQueue(id, ring, client, vector, interrupts, incidents));
  }

  /** A new armed CQ below {@code parent}, or null if there are none left. */
  public @Nullable CompletionQueue createCq(Ring ring, Client client, EventQueue parent) {
    return cqs.add(id -> new CompletionQueue(id, ring, client, parent, timers, incidents));
  }

  public @Nullable WorkQueue createSq(Ring ring, Client client, WorkQueue.Listener listener) {
    return sqs.add(id -> new WorkQueue(id, ring, client, listener, incidents));
  }

  public @Nullable WorkQueue createRq(Ring ring, Client client, WorkQueue.Listener listener) {
    return rqs.add(id -> new WorkQueue(id, ring, client, listener, incidents));
  }

  public @Nullable EventQueue eq(int id) {
    return eqs.get(id);
  }

  public @Nullable CompletionQueue cq(int id) {
    return cqs.get(id);
  }

  public boolean destroyEq(int id) {
    EventQueue eq = eqs.remove(id);
    if (eq != null) {
      eq.close();
    }
    return eq != null;
  }

  /** Destroys the EQs of a client that is going away. */
  public void destroyEqsOf(Client client) {
    eqs.removeIf(eq -> {
      boolean theirs = eq.client().equals(client);
      if (theirs) {
        eq.close();
      }
      return theirs;
    });
  }

  public void destroyCq(CompletionQueue cq) {
    cqs.remove(cq.id());
    cq.close();
  }

  public void destroySq(WorkQueue sq) {
    sqs.remove(sq.id());
    sq.close();
  }

  public void destroyRq(WorkQueue rq) {
    rqs.remove(rq.id());
    rq.close();
  }

  /**
   * A doorbell: a store of {@code value} at {@code offset} bytes into doorbell page {@code page}.
   */
  public void doorbell(int page, int offset, long value) {
    switch (offset) {
      case Doorbell.SQ_OFFSET -> workQueue(sqs, page, value);
      case Doorbell.RQ_OFFSET -> workQueue(rqs, page, value);
      case Doorbell.CQ_OFFSET -> armable(cqs.get(Doorbell.CQ_ID.of(value)), page, value);
      case Doorbell.EQ_OFFSET -> armable(eqs.get(Doorbell.EQ_ID.of(value)), page, value);
      case Doorbell.DIM_OFFSET -> moderation(page, value);
      default -> incidents.record(Incident.DOORBELL_MALFORMED, offset);
    }
  }

  private void workQueue(IdTable<WorkQueue> table, int page, long value) {
    WorkQueue queue = table.get(Doorbell.WQ_ID.of(value));
    if (queue == null) {
      incidents.record(Incident.DOORBELL_UNKNOWN_QUEUE, Doorbell.WQ_ID.of(value));
    } else if (answersTo(page, queue.client())) {
      queue.doorbell(Doorbell.WQ_TAIL_PTR.of(value));
    }
  }

  private void armable(@Nullable ArmableQueue queue, int page, long value) {
    if (queue == null) {
      incidents.record(Incident.DOORBELL_UNKNOWN_QUEUE, Doorbell.CQ_ID.of(value));
    } else if (answersTo(page, queue.client())) {
      queue.doorbell(value);
    }
  }

  private void moderation(int page, long value) {
    CompletionQueue cq = cqs.get(Doorbell.DIM_ID.of(value));
    if (cq == null) {
      incidents.record(Incident.DOORBELL_UNKNOWN_QUEUE, Doorbell.DIM_ID.of(value));
    } else if (answersTo(page, cq.client())) {
      boolean usecValid = Doorbell.DIM_MOD_USEC_VLD.of(value) != 0;
      boolean compsValid = Doorbell.DIM_MOD_COMPS_VLD.of(value) != 0;
      cq.moderate(
          usecValid ? Doorbell.DIM_MOD_USEC.of(value) : cq.moderationUsec(),
          compsValid ? Doorbell.DIM_MOD_COMPS.of(value) : cq.moderationCompletions());
    }
  }

  private boolean answersTo(int page, Client owner) {
    if (owner.doorbellPage() != page) {
      incidents.record(Incident.DOORBELL_WRONG_PAGE, page);
    }
    return owner.doorbellPage() == page;
  }

  /** Closes every queue; when this returns no thread writes to guest memory through them. */
  public void close() {
    cqs.forEach(ArmableQueue::close);
    eqs.forEach(ArmableQueue::close);
    sqs.forEach(WorkQueue::close);
  }

  @Override
  public void inspect(Node node) {
    node.value("eqs", eqs.live());
    node.value("cqs", cqs.live());
    node.value("sqs", sqs.live());
    node.value("rqs", rqs.live());
    node.value("regions", regions.live());
    node.value("region_pages", regions.pages());
    eqs.forEach(eq -> {
      Node n = node.child("eq" + eq.id());
      n.value("entries", eq.entries());
      n.value("vector", eq.vector());
      n.value("posted", eq.posted());
      n.value("interrupts", eq.raised());
      n.value("armed", eq.armed());
    });
    cqs.forEach(cq -> {
      Node n = node.child("cq" + cq.id());
      n.value("entries", cq.entries());
      n.value("eq", cq.parent().id());
      n.value("posted", cq.posted());
      n.value("events", cq.events());
      n.value("armed", cq.armed());
    });
  }
}
