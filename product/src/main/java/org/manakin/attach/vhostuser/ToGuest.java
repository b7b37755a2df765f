package org.manakin.attach.vhostuser;

import org.manakin.observe.Counters;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;
import org.manakin.packet.RssHash;
import org.manakin.packet.Toeplitz;

/**
 * Takes frames for the guest, finished or not, and picks a receive ring for each: all frames of a
 * flow go to the same one while the guest does not change its rings. Any thread.
 */
final class ToGuest implements Port {
  /** Spreads well and gives both directions of a flow the same queue. */
  private static final int KEY_WORD = 0x6d5a;

  private static final RssHash HASH = new RssHash(key(), RssHash.DEFAULT_TYPES);

  private final Rings rings;
  private final Counters<SyntheticCounter> counters;

  ToGuest(Rings rings, Counters<SyntheticCounter> counters) {
    this.rings = rings;
    this.counters = counters;
  }

  private static byte[] key() {
    byte[] key = new byte[Toeplitz.KEY_BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i % 2 == 0 ? KEY_WORD >> Byte.SIZE : KEY_WORD);
    }
    return key;
  }

  @Override
  public void deliver(Frame frame) {
    RxQueue[] active = rings.active();
    switch (active.length) {
      case 0 -> counters.addConcurrently(SyntheticCounter.RX_NOT_RUNNING, 1);
      case 1 -> active[0].deliver(frame);
      default -> {
        int hash = RssHash.value(HASH.of(frame));
        active[Integer.remainderUnsigned(hash, active.length)].deliver(frame);
      }
    }
  }

  @Override
  public void flush() {
    for (RxQueue queue : rings.active()) {
      queue.flush();
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Any ring may be the one of the next frame, so all must have room. Without a ring that runs
   * frames are lost, and waiting would not help them.
   */
  @Override
  public boolean hasRoom() {
    for (RxQueue queue : rings.active()) {
      if (!queue.hasRoom()) {
        return false;
      }
    }
    return true;
  }

  /** Always: what this guest cannot finish itself is finished on the way into its ring. */
  @Override
  public boolean takesUnfinished() {
    return true;
  }

  boolean drained() {
    for (RxQueue queue : rings.active()) {
      if (!queue.drained()) {
        return false;
      }
    }
    return true;
  }
}
