package org.manakin.adapter.ethernet;

import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import org.manakin.packet.RssHash;
import org.manakin.packet.Toeplitz;

/** What CONFIG_VPORT_RX has said so far; each message changes a part. The service thread only. */
final class SteeringState {
  private final int maxEntries;
  private boolean enabled;
  private boolean rss;
  private long fallback = NONE;
  private byte[] key = new byte[Toeplitz.KEY_BYTES];
  private int hashTypes = RssHash.DEFAULT_TYPES;
  private long[] table;
  private int perCompletion = 1;

  /** The handle that names no queue. */
  static final long NONE = -1;

  SteeringState(int entries) {
    maxEntries = entries;
    table = new long[entries];
    Arrays.fill(table, NONE);
  }

  /** The longest table that may be set. */
  int maxEntries() {
    return maxEntries;
  }

  void setEnabled(boolean on) {
    enabled = on;
  }

  void setRss(boolean on) {
    rss = on;
  }

  void setFallback(long handle) {
    fallback = handle;
  }

  void setKey(byte[] newKey) {
    key = newKey;
  }

  void setHashTypes(int types) {
    hashTypes = types;
  }

  void setTable(long[] handles) {
    table = handles;
  }

  void setPerCompletion(int frames) {
    perCompletion = frames;
  }

  /** The state as senders use it; null while receiving is off. */
  @Nullable Steering resolve(List<ReceiveQueue> queues) {
    if (!enabled) {
      return null;
    }
    LongFunction<@Nullable ReceiveQueue> find =
        handle -> {
          for (ReceiveQueue queue : queues) {
            if (queue.handle() == handle) {
              return queue;
            }
          }
          return null;
        };
    @Nullable ReceiveQueue[] resolved = new @Nullable ReceiveQueue[table.length];
    for (int i = 0; i < table.length; i++) {
      resolved[i] = find.apply(table[i]);
    }
    return new Steering(
        rss ? new RssHash(key, hashTypes) : null,
        resolved,
        find.apply(fallback),
        queues.toArray(ReceiveQueue[]::new),
        perCompletion);
  }
}
