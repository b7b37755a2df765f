package org.manakin.attach.vfiouser;

import java.util.concurrent.atomic.AtomicLongArray;

/** What a server counts over its life. Written by the server's thread, read by any. */
@SuppressWarnings("EnumOrdinal") // an index that leaves neither this class nor this run
public final class ServerCounters {
  /** What is counted. */
  public enum Count {
    CLIENTS,
    CLIENTS_REFUSED,
    MESSAGES,
    /** Region writes that the client did not wait for; those in one message count one by one. */
    POSTED_WRITES,
    /** Commands that were answered with an error. */
    COMMANDS_REFUSED,
    /** Commands that had an error and asked for no answer, and answers to nothing. */
    MESSAGES_IGNORED,
    RESETS
  }

  private final AtomicLongArray counts = new AtomicLongArray(Count.values().length);
  private final AtomicLongArray endings = new AtomicLongArray(Ending.values().length);

  public long get(Count what) {
    return counts.get(what.ordinal());
  }

  /** How many attachments ended for this reason. */
  public long get(Ending why) {
    return endings.get(why.ordinal());
  }

  void add(Count what) {
    add(counts, what.ordinal(), 1);
  }

  void add(Count what, long n) {
    add(counts, what.ordinal(), n);
  }

  void add(Ending why) {
    add(endings, why.ordinal(), 1);
  }

  // One writer: a release store is enough, and costs no locked instruction per message.
  private static void add(AtomicLongArray array, int index, long n) {
    array.setRelease(index, array.getPlain(index) + n);
  }
}
