package org.manakin.adapter.ethernet;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.gdma.WorkQueue;
import org.manakin.adapter.gdma.WqeView;
import org.manakin.observe.Counters;
import org.manakin.observe.Incidents;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.wire.mana.TxCqeType;

/**
 * The guest's side of one virtual port: its queues and their configuration, from the first
 * CONFIG_VPORT_TX to the reset of the function. What lasts longer, the place in the host's network,
 * is {@link VportPort}.
 *
 * <p>The service thread, but for {@link #deliver} and {@link #flush}, which come on the threads of
 * senders.
 */
final class Vport implements Inspectable {
  private final int index;
  private final MacAddress mac;
  private final VportPort outside;
  private final Incidents incidents;
  private final Counters<EthernetCounter> sent = new Counters<>(EthernetCounter.class);
  private final Counters<EthernetCounter> lost = new Counters<>(EthernetCounter.class);
  private final Counters<EthernetCounter> ended = new Counters<>(EthernetCounter.class);
  private final Transmitter transmitter;
  private final BandwidthClamp clamp;
  private final List<SendQueue> sendQueues = new CopyOnWriteArrayList<>();
  private final List<ReceiveQueue> receiveQueues = new CopyOnWriteArrayList<>();
  private final SteeringState steeringState;
  private @Nullable Client transmitClient;
  private volatile @Nullable Steering steering;

  Vport(
      int index, EthernetConfig config, GdmaFunction function, VportPort outside, Runnable resume) {
    this.index = index;
    this.mac = new MacAddress(config.mac().value() + index);
    this.outside = outside;
    this.incidents = function.incidents();
    this.transmitter = new Transmitter(function.memory(), config, mac, outside, sent);
    this.clamp = new BandwidthClamp(function.timers(), resume);
    this.steeringState = new SteeringState(config.indirection());
  }

  int index() {
    return index;
  }

  /** The handle by which commands name this vPort. */
  long handle() {
    return HANDLE_BASE + index;
  }

  MacAddress mac() {
    return mac;
  }

  BandwidthClamp clamp() {
    return clamp;
  }

  SteeringState steeringState() {
    return steeringState;
  }

  List<SendQueue> sendQueues() {
    return sendQueues;
  }

  List<ReceiveQueue> receiveQueues() {
    return receiveQueues;
  }

  /** Whose queues may send from now on; null for nobody's. */
  void setTransmitClient(@Nullable Client client) {
    transmitClient = client;
  }

  boolean mayTransmit() {
    return clamp.open() && !outside.stalled();
  }

  /** Whether a send is posted and not done. Any thread. */
  boolean sending() {
    for (SendQueue queue : sendQueues) {
      if (queue.wq().pending()) {
        return true;
      }
    }
    return false;
  }

  /** Sends one WQE; the answer is a code of {@link TxCqeType}. */
  int transmit(WqeView wqe, WorkQueue wq, int cqId) {
    Client allowed = transmitClient;
    if (allowed == null) {
      sent.increment(EthernetCounter.TX_ERR_VPORT_DISABLED);
      return TxCqeType.VPORT_DISABLED;
    }
    if (allowed.pdId() != wq.client().pdId()) {
      sent.increment(EthernetCounter.TX_ERR_SQ_PDID_ENFORCEMENT);
      return TxCqeType.VPORT_DISABLED;
    }
    int type = transmitter.send(wqe, wq.client(), cqId);
    clamp.charge(transmitter.sentBytes());
    return type;
  }

  /** Counts sends that were completed without being sent. */
  void countGivenUp(int sends) {
    sent.add(EthernetCounter.TX_ERR_VPORT_DISABLED, sends);
  }

  /** Counts a WQE that could not be read, which ended its queue. */
  void countCorrupt() {
    sent.increment(EthernetCounter.TX_ERR_GDMA);
  }

  void flushOut() {
    outside.out().flush();
  }

  /** Takes a frame from outside. Any thread. */
  void deliver(Frame frame) {
    if (outside.stalled()) {
      lost.addConcurrently(EthernetCounter.RX_STALLED, 1);
      return;
    }
    Steering s = steering;
    try {
      if ((s == null || !s.deliver(frame)) && !outside.listener().missed(frame)) {
        lost.addConcurrently(EthernetCounter.RX_ERR_VPORT_DISABLED, 1);
      }
    } catch (InternalError e) {
      // The file behind this guest's memory was cut: its loss, not the sender's.
      lost.addConcurrently(EthernetCounter.RX_BUFFER_UNREACHABLE, 1);
      incidents.record(Incident.MEMORY_VANISHED, index);
    }
  }

  /**
   * Whether a burst would find buffers; where nothing is received, that there are none does not
   * matter.
   */
  boolean hasRoom() {
    Steering s = steering;
    return s == null || s.hasRoom();
  }

  /** A sender's burst is over. Any thread. */
  void flush() {
    Steering s = steering;
    if (s != null) {
      s.flush();
    }
  }

  /** Puts the configured steering into effect. */
  void steer() {
    Steering before = steering;
    Steering next = steeringState.resolve(receiveQueues);
    if (before != null && next == null) {
      outside.listener().receiving(false);
    }
    receiveQueues.forEach(queue -> queue.accept(next != null));
    steering = next;
    if (before != null) {
      before.flush();
    }
    if (before == null && next != null) {
      outside.listener().receiving(true);
    }
  }

  /** Whether frames are taken. Any thread. */
  boolean receiving() {
    return steering != null;
  }

  /** Tells the host that the driver is done with this vPort. */
  void released() {
    outside.listener().released();
  }

  /** Forgets a closed receive queue, but not what it counted. */
  void removeReceiveQueue(ReceiveQueue queue) {
    receiveQueues.remove(queue);
    for (EthernetCounter c : EthernetCounter.values()) {
      ended.add(c, queue.counters().get(c));
    }
    steer();
  }

  /** Ends everything: when this returns no thread touches guest memory through this vPort. */
  void close() {
    if (receiving()) {
      outside.listener().receiving(false);
    }
    steering = null;
    receiveQueues.forEach(ReceiveQueue::close);
    sendQueues.forEach(queue -> queue.wq().close());
    receiveQueues.clear();
    sendQueues.clear();
    transmitClient = null;
  }

  /** Sends what was held up by full rings. */
  int work() {
    int done = 0;
    for (int i = 0; i < receiveQueues.size(); i++) {
      done += receiveQueues.get(i).work();
    }
    return done;
  }

  long count(EthernetCounter counter) {
    long sum = sent.get(counter) + lost.get(counter) + ended.get(counter);
    for (ReceiveQueue queue : receiveQueues) {
      sum += queue.counters().get(counter);
    }
    return sum;
  }

  @Override
  public void inspect(Node node) {
    node.value("mac", mac.toString());
    node.value("receiving", receiving());
    node.value("sqs", sendQueues.size());
    node.value("rqs", receiveQueues.size());
    node.value("clamp_mbps", clamp.mbps());
    for (EthernetCounter c : EthernetCounter.values()) {
      long value = count(c);
      if (value != 0) {
        node.value(Node.nameOf(c), value);
      }
    }
    for (ReceiveQueue queue : receiveQueues) {
      Node n = node.child("rq" + queue.wq().id());
      n.value("cq", queue.cq().id());
      n.value("posted_bytes", queue.wq().outstanding());
      n.value("packets", queue.packets());
    }
    for (SendQueue queue : sendQueues) {
      Node n = node.child("sq" + queue.wq().id());
      n.value("cq", queue.cq().id());
      n.value("pending_bytes", queue.wq().outstanding());
    }
  }

  private static final long HANDLE_BASE = 0x100;
}
