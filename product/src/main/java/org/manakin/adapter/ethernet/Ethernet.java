package org.manakin.adapter.ethernet;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.gdma.Client;
import org.manakin.adapter.gdma.CompletionQueue;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Ring;
import org.manakin.adapter.gdma.WorkQueue;
import org.manakin.adapter.hwc.Device;
import org.manakin.adapter.hwc.Refusal;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.Status;

/**
 * The Ethernet device of the function, GDMA device type 2: its vPorts, and the duty of sending what
 * doorbells announced.
 *
 * <p>The service thread only.
 */
public final class Ethernet implements Device, Inspectable {
  /** WQEs of one SQ that are sent before the next SQ has its turn. */
  private static final int BURST = 64;

  private static final int INSTANCE = 1;

  private final EthernetConfig config;
  private final GdmaFunction function;
  private final Client client = new Client(2, 0x102, 1);
  private final List<Vport> vports = new ArrayList<>();
  private final List<VportPort> outsides;
  private final ArrayDeque<SendQueue> ready = new ArrayDeque<>();

  /**
   * @param outsides one for each vPort
   */
  public Ethernet(EthernetConfig config, GdmaFunction function, List<VportPort> outsides) {
    this.config = config;
    this.function = function;
    this.outsides = outsides;
    for (int i = 0; i < config.vports(); i++) {
      Vport vport = new Vport(i, config, function, outsides.get(i), this::resume);
      vports.add(vport);
      outsides.get(i).setInside(vport);
    }
  }

  @Override
  public int type() {
    return DeviceType.MANA;
  }

  @Override
  public int instance() {
    return INSTANCE;
  }

  @Override
  public Client client() {
    return client;
  }

  EthernetConfig config() {
    return config;
  }

  GdmaFunction function() {
    return function;
  }

  /** The vPort of that number; null if there is none. */
  @Nullable Vport vport(int index) {
    return index >= 0 && index < vports.size() ? vports.get(index) : null;
  }

  /** The vPort of that handle; null if there is none. */
  @Nullable Vport vportOf(long handle) {
    for (Vport vport : vports) {
      if (vport.handle() == handle) {
        return vport;
      }
    }
    return null;
  }

  /** Sum of a counter over all vPorts. */
  long count(EthernetCounter counter) {
    long sum = 0;
    for (Vport vport : vports) {
      sum += vport.count(counter);
    }
    return sum;
  }

  /** The device's client, if that is who the driver means. */
  Client client(int pdId, int doorbellPage) throws Refusal {
    if (pdId != client.pdId() || doorbellPage != client.doorbellPage()) {
      throw new Refusal(
          Status.INVALID_PARAMETER,
          "no client has PD " + pdId + " and doorbell page " + doorbellPage);
    }
    return client;
  }

  SendQueue createSendQueue(Vport vport, Ring ring, Client owner, CompletionQueue cq)
      throws Refusal {
    if (vport.sendQueues().size() == config.queues()) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "the vPort has all its " + config.queues() + " SQs");
    }
    SendQueue[] made = new SendQueue[1];
    WorkQueue wq = function.createSq(ring, owner, posted -> enqueue(made[0]));
    if (wq == null) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "all " + function.limits().sqs() + " SQs are in use");
    }
    made[0] = new SendQueue(wq, cq, vport);
    vport.sendQueues().add(made[0]);
    return made[0];
  }

  ReceiveQueue createReceiveQueue(Vport vport, Ring ring, Client owner, CompletionQueue cq)
      throws Refusal {
    if (vport.receiveQueues().size() == config.queues()) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "the vPort has all its " + config.queues() + " RQs");
    }
    WorkQueue wq = function.createRq(ring, owner, posted -> {});
    if (wq == null) {
      throw new Refusal(
          Status.INSUFFICIENT_RESOURCES, "all " + function.limits().rqs() + " RQs are in use");
    }
    ReceiveQueue queue = new ReceiveQueue(wq, cq, function.memory(), function.incidents());
    vport.receiveQueues().add(queue);
    return queue;
  }

  /** The receive queue of that handle; null if there is none. */
  @Nullable ReceiveQueue receiveQueue(long handle) {
    for (Vport vport : vports) {
      for (ReceiveQueue queue : vport.receiveQueues()) {
        if (queue.handle() == handle) {
          return queue;
        }
      }
    }
    return null;
  }

  /**
   * Ends the send queue of that handle; what is posted and not sent is forgotten. False if there is
   * none.
   */
  boolean destroySendQueue(long handle) {
    for (Vport vport : vports) {
      for (SendQueue queue : vport.sendQueues()) {
        if (queue.handle() == handle) {
          destroy(vport, queue);
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Ends the receive queue of that handle; when this returns nothing is written to its buffers.
   * False if there is none.
   */
  boolean destroyReceiveQueue(long handle) {
    for (Vport vport : vports) {
      for (ReceiveQueue queue : vport.receiveQueues()) {
        if (queue.handle() == handle) {
          destroy(vport, queue);
          return true;
        }
      }
    }
    return false;
  }

  /** Gives a send queue its turn: it has WQEs. */
  void enqueue(SendQueue queue) {
    if (queue.enqueue()) {
      ready.add(queue);
    }
  }

  private void resume() {
    for (Vport vport : vports) {
      for (SendQueue queue : vport.sendQueues()) {
        if (queue.wq().pending()) {
          enqueue(queue);
        }
      }
    }
  }

  /**
   * Gives every send queue that has something to send one burst.
   *
   * @return WQEs sent
   */
  public int work() {
    int done = 0;
    for (int turns = ready.size(); turns > 0; turns--) {
      SendQueue queue = ready.poll();
      if (queue != null) {
        queue.dequeued();
        int sent = queue.send(BURST);
        done += sent;
        if (sent == BURST) {
          enqueue(queue);
        }
      }
    }
    for (int i = 0; i < vports.size(); i++) {
      done += vports.get(i).work();
    }
    return done;
  }

  private void destroy(Vport vport, SendQueue queue) {
    vport.sendQueues().remove(queue);
    ready.remove(queue);
    function.destroySq(queue.wq());
    function.destroyCq(queue.cq());
  }

  private void destroy(Vport vport, ReceiveQueue queue) {
    queue.close();
    vport.removeReceiveQueue(queue);
    function.destroyRq(queue.wq());
    function.destroyCq(queue.cq());
  }

  @Override
  public void release() {
    for (Vport vport : vports) {
      for (SendQueue queue : List.copyOf(vport.sendQueues())) {
        destroy(vport, queue);
      }
      for (ReceiveQueue queue : List.copyOf(vport.receiveQueues())) {
        destroy(vport, queue);
      }
      vport.setTransmitClient(null);
      vport.steeringState().setEnabled(false);
      vport.steer();
    }
    ready.clear();
    vports.forEach(Vport::released);
  }

  /** Lets the sends go on that a stall held up. */
  public void unstalled() {
    resume();
  }

  /** Completes every posted send, with an error: the frames are not sent. */
  public void giveUpSends() {
    for (Vport vport : vports) {
      vport.sendQueues().forEach(SendQueue::giveUp);
    }
  }

  /** Returns when no sender is in the middle of writing to this guest's buffers. */
  public void settle() {
    for (Vport vport : vports) {
      vport.receiveQueues().forEach(ReceiveQueue::settle);
    }
  }

  /** Takes the vPorts out of the host's network and ends them. */
  public void close() {
    ready.clear();
    for (int i = 0; i < vports.size(); i++) {
      outsides.get(i).setInside(null);
      vports.get(i).close();
    }
    vports.forEach(Vport::released);
  }

  @Override
  public void inspect(Node node) {
    for (Vport vport : vports) {
      node.child("vport" + vport.index(), vport);
    }
  }
}
