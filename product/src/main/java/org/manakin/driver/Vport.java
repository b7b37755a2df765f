package org.manakin.driver;

import java.util.ArrayList;
import java.util.List;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.QueueType;

/**
 * One Ethernet port of the device: closed, until {@link #open} gives it queues. One thread.
 *
 * <p>After opening, post buffers, then {@link #steer} by {@link #spread} to receive.
 */
public final class Vport implements AutoCloseable, Inspectable {
  // The key that the RSS specification uses in its examples.
  private static final byte[] EXAMPLE_KEY = {
    0x6d,
    0x5a,
    0x56,
    (byte) 0xda,
    0x25,
    0x5b,
    0x0e,
    (byte) 0xc2,
    0x41,
    0x67,
    0x25,
    0x3d,
    0x43,
    (byte) 0xa3,
    (byte) 0x8f,
    (byte) 0xb0,
    (byte) 0xd0,
    (byte) 0xca,
    0x2b,
    (byte) 0xcb,
    (byte) 0xae,
    0x7b,
    0x30,
    (byte) 0xb4,
    0x77,
    (byte) 0xcb,
    0x2d,
    (byte) 0xa3,
    (byte) 0x80,
    0x30,
    (byte) 0xf2,
    0x0c,
    0x6a,
    0x42,
    (byte) 0xb7,
    0x3b,
    (byte) 0xbe,
    (byte) 0xac,
    0x01,
    (byte) 0xfa
  };

  private static final int DRAIN_MILLIS = 2_000;

  private final ManaDevice device;
  private VportInfo info;
  private final List<Eq> eqs = new ArrayList<>();
  private final List<QueuePair> pairs = new ArrayList<>();
  private boolean steered;
  private long coalescingNanos;

  Vport(ManaDevice device, VportInfo info) {
    this.device = device;
    this.info = info;
  }

  public VportInfo info() {
    return info;
  }

  /** Asks the device again what the vPort is. */
  public VportInfo query() {
    info = device.commands().queryVport(info.index());
    return info;
  }

  /**
   * Gives the vPort queues, without buffers, receiving nothing yet.
   *
   * @throws IllegalStateException if it is open
   * @throws DriverException if the device refuses; the vPort is closed then
   */
  public void open(VportConfig config) {
    if (!pairs.isEmpty()) {
      throw new IllegalStateException("vPort " + info.index() + " is open already");
    }
    int most = Math.min(info.maxSqs(), info.maxRqs());
    if (config.pairs() > most) {
      throw new IllegalArgumentException(
          "vPort %d has at most %d queue pairs, not %d"
              .formatted(info.index(), most, config.pairs()));
    }
    int offset = device.commands().configTx(info.handle(), device.registration());
    var factory = new QueuePair.Factory(device, info.handle(), offset, config);
    try {
      for (int i = 0; i < config.pairs(); i++) {
        pairs.add(factory.create(eq(i, config.eqEntries()).id()));
      }
    } catch (DriverException e) {
      destroyQueues();
      throw e;
    }
  }

  private Eq eq(int i, int entries) {
    if (!device.config().eqsPerPort()) {
      return device.sharedEq(i, entries);
    }
    Eq eq = device.createEq(i, entries);
    eqs.add(eq);
    return eq;
  }

  /** Number of queue pairs; 0 while the vPort is closed. */
  public int pairs() {
    return pairs.size();
  }

  public QueuePair pair(int index) {
    return pairs.get(index);
  }

  /** Steering that receives with all queue pairs, spread by hash if there are several. */
  public Steering spread() {
    long[] table = new long[info.indirectionEntries()];
    for (int i = 0; i < table.length; i++) {
      table[i] = pairs.get(i % pairs.size()).receive().object();
    }
    return new Steering()
        .receive(true)
        .rss(pairs.size() > 1)
        .defaultObject(pairs.getFirst().receive().object())
        .key(EXAMPLE_KEY)
        .table(table);
  }

  /**
   * Changes how frames are received and, if the driver fences, waits until no frame of the old
   * steering is under way.
   *
   * @param handler takes frames that arrive meanwhile
   */
  public void steer(Steering steering, RxHandler handler) {
    coalescingNanos = device.commands().configRx(info.handle(), steering);
    steered = true;
    if (device.config().fences()) {
      for (int i = 0; i < pairs.size(); i++) {
        fence(i, handler);
      }
    }
  }

  /** How long the device gathers frames for one completion, by its last answer; 0 if unknown. */
  public long coalescingNanos() {
    return coalescingNanos;
  }

  /**
   * Waits until all completions that are due on RQ {@code index} have arrived.
   *
   * @param handler takes frames that arrive meanwhile
   */
  public void fence(int index, RxHandler handler) {
    ReceiveQueue rq = pairs.get(index).receive();
    long before = rq.fences();
    // The device posts a fence only where it knows of room for it, so tell it what was consumed.
    rq.poll(handler, Integer.MAX_VALUE);
    rq.arm();
    device.commands().fence(rq.object());
    var deadline = device.deadline();
    while (rq.fences() == before) {
      if (rq.poll(handler, Integer.MAX_VALUE) > 0) {
        rq.arm();
      } else {
        device.hwc().pump();
        deadline.await("the fence completion of RQ " + rq.id());
      }
    }
  }

  public LinkConfig link() {
    return device.commands().queryLinkConfig(info.handle());
  }

  /** Limits the vPort's bandwidth; 0 lifts the limit. */
  public void clampBandwidth(int mbps) {
    device.commands().setBandwidthClamp(info.handle(), mbps);
  }

  /**
   * Stops receiving, lets sent frames complete and takes the queues away; the memory of buffers is
   * the caller's again. Does nothing if the vPort is closed.
   */
  @Override
  public void close() {
    if (pairs.isEmpty()) {
      return;
    }
    drain();
    if (steered) {
      steer(new Steering().receive(false).rss(false), packet -> {});
      steered = false;
    }
    destroyQueues();
  }

  private void drain() {
    var deadline = new Deadline(device.hwc().clock(), DRAIN_MILLIS);
    for (QueuePair pair : pairs) {
      while (pair.send().outstanding() > 0 && !deadline.expired()) {
        if (pair.send().poll(null, Integer.MAX_VALUE) == 0) {
          device.hwc().pump();
          Thread.onSpinWait();
        }
      }
    }
  }

  private void destroyQueues() {
    for (QueuePair pair : pairs) {
      device.commands().destroyWqObject(QueueType.RQ, pair.receive().object());
    }
    for (QueuePair pair : pairs) {
      device.commands().destroyWqObject(QueueType.SQ, pair.send().object());
    }
    for (Eq eq : eqs) {
      device.destroyEq(eq);
    }
    eqs.clear();
    forgetQueues();
  }

  private void forgetQueues() {
    for (QueuePair pair : pairs) {
      pair.free(device);
    }
    pairs.clear();
  }

  /** Frees what the vPort holds, without a word to the device. */
  void abandon() {
    eqs.forEach(device::forget);
    eqs.clear();
    forgetQueues();
    steered = false;
  }

  @Override
  public void inspect(Node node) {
    node.value("mac", info.macText()).value("handle", "0x%x".formatted(info.handle()));
    for (int i = 0; i < pairs.size(); i++) {
      Node pair = node.child("pair" + i);
      pair.child("send", pairs.get(i).send());
      pair.child("receive", pairs.get(i).receive());
    }
  }
}
