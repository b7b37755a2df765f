package org.manakin.attach.vhostuser;

import org.jspecify.annotations.Nullable;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.observe.Counters;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/**
 * What QEMU sets up of one ring: size, place, position, the three descriptors, on or off; and its
 * state. Everything of a ring, the queue at work on it included, is guarded by the monitor of this
 * object; a transmit ring is the NIC's thread's alone.
 */
final class Vring implements Inspectable {
  private final int index;
  private final GuestRegions regions;
  private final SplitRing ring;
  private final Runnable alarm;
  private final Counters<RingCounter> counters = new Counters<>(RingCounter.class);
  private volatile RingState state = RingState.STOPPED;
  private volatile boolean enabled;
  private volatile boolean breakUntold;
  private long descriptors;
  private long available;
  private long used;
  private boolean indirect;
  private boolean resuming;
  private @Nullable Fd kick;
  private @Nullable Fd call;
  private @Nullable Fd error;

  /**
   * @param index as messages number rings
   * @param alarm makes the NIC's thread look at {@link #takeBreak}
   */
  Vring(int index, GuestRegions regions, DirtyLog log, Runnable alarm) {
    this.index = index;
    this.regions = regions;
    this.ring = new SplitRing(regions.window(), log);
    this.alarm = alarm;
  }

  int index() {
    return index;
  }

  SplitRing ring() {
    return ring;
  }

  Counters<RingCounter> counters() {
    return counters;
  }

  RingState state() {
    return state;
  }

  boolean running() {
    return state == RingState.RUNNING;
  }

  boolean enabled() {
    return enabled;
  }

  /** Whether the driver may use tables of descriptors. */
  boolean indirect() {
    return indirect;
  }

  @Nullable Fd kick() {
    return kick;
  }

  /** The driver's features; the ring is found anew if it runs. */
  synchronized void negotiated(long features) {
    ring.setEventIdx((features & Feature.EVENT_IDX) != 0);
    indirect = (features & Feature.INDIRECT_DESC) != 0;
    resolve();
  }

  synchronized boolean setSize(long entries) {
    if (running() || !SplitRing.possible(entries)) {
      return false;
    }
    ring.setSize((int) entries);
    return true;
  }

  synchronized boolean setPosition(long next) {
    if (running()) {
      return false;
    }
    ring.setPosition((int) next);
    return true;
  }

  /**
   * Where the ring lies, in QEMU's addresses.
   *
   * @param usedLog where the used ring lies for the dirty log; negative: it is not logged
   * @return false if the ring runs and is not there
   */
  synchronized boolean setAddresses(
      long descriptorsAt, long availableAt, long usedAt, long usedLog) {
    descriptors = descriptorsAt;
    available = availableAt;
    used = usedAt;
    ring.setUsedLog(usedLog);
    return resolve();
  }

  synchronized void setEnabled(boolean value) {
    if (!value && running()) {
      announce();
    }
    enabled = value;
  }

  /** Owns the descriptors from now on; null: there is none. */
  synchronized void setKick(@Nullable Fd eventfd) {
    kick = replaced(kick, eventfd);
  }

  synchronized void setCall(@Nullable Fd eventfd) {
    call = replaced(call, eventfd);
    resume();
  }

  synchronized void setError(@Nullable Fd eventfd) {
    error = replaced(error, eventfd);
  }

  /** Starts the ring if it is stopped; false if it is not in the guest's memory. */
  synchronized boolean start() {
    if (state != RingState.STOPPED) {
      return true;
    }
    if (!ring.resolve(regions.user(), descriptors, available, used)) {
      return false;
    }
    ring.start();
    become(RingState.RUNNING);
    resuming = true;
    resume();
    return true;
  }

  /** After this nothing of the ring or its buffers is touched. The next entry not taken. */
  synchronized int stop() {
    if (running()) {
      announce();
    }
    become(RingState.STOPPED);
    return ring.position();
  }

  /** As it was before any client came. */
  synchronized void reset() {
    become(RingState.STOPPED);
    enabled = false;
    breakUntold = false;
    descriptors = 0;
    available = 0;
    used = 0;
    ring.setUsedLog(-1);
    ring.setPosition(0);
    setKick(null);
    setCall(null);
    setError(null);
  }

  /** Finds the ring again after the guest's memory changed; if it is gone, the ring stops. */
  synchronized boolean resolve() {
    if (running() && !ring.resolve(regions.user(), descriptors, available, used)) {
      become(RingState.STOPPED);
      return false;
    }
    return true;
  }

  /** The driver wrote what makes no sense, of which {@code kind} is the counter. */
  synchronized void broken(RingCounter kind) {
    become(RingState.BROKEN);
    counters.increment(kind);
    breakUntold = true;
    if (error != null) {
      int ignored = Eventfd.signal(error);
    }
    alarm.run();
  }

  /** Whether the ring broke since this was last asked. On the NIC's thread. */
  boolean takeBreak() {
    boolean untold = breakUntold;
    breakUntold = false;
    return untold;
  }

  /** Interrupts the guest if it wants to hear of what was published. Under the monitor. */
  void announce() {
    if (ring.unannounced() && ring.wantsInterrupt()) {
      interrupt();
    }
  }

  /**
   * The device before this one may have died between publishing and interrupting: the driver looks
   * once more.
   */
  private void resume() {
    if (resuming && running() && call != null) {
      resuming = false;
      interrupt();
    }
  }

  private void interrupt() {
    // a full counter is an interrupt that is still to be taken
    if (call != null && Eventfd.signal(call) >= 0) {
      counters.increment(RingCounter.INTERRUPTS);
    }
  }

  private void become(RingState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException("ring " + index + ": " + state + " must not become " + next);
    }
    state = next;
  }

  private static @Nullable Fd replaced(@Nullable Fd before, @Nullable Fd now) {
    if (before != null) {
      before.close();
    }
    return now;
  }

  @Override
  public void inspect(Node node) {
    node.value("ring", index);
    node.value("state", Node.nameOf(state));
    node.value("enabled", enabled);
    node.child("counters", counters);
  }
}
