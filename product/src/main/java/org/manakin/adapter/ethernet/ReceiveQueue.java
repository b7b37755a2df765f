package org.manakin.adapter.ethernet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.adapter.gdma.CompletionQueue;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.gdma.WorkQueue;
import org.manakin.adapter.gdma.WqeView;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Counters;
import org.manakin.observe.Incidents;
import org.manakin.packet.Checksum;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.wire.gdma.Cqe;

/**
 * An RQ with its CQ: puts each frame into the next posted buffer. Frames come on the threads of
 * their senders; everything here is guarded by the monitor of the work queue.
 */
final class ReceiveQueue {
  /** The addresses that stay in front of a tag when it is taken out. */
  private static final int ADDRESSES = 12;

  /** Buffers of one SGE for the segments of a 64 KiB send. */
  private static final int BURST_BYTES = 48 * WorkQueue.UNIT;

  private static final long HANDLE_KIND = 0x2_0000_0000L;

  private final WorkQueue wq;
  private final CompletionQueue cq;
  private final GuestMemory memory;
  private final Incidents incidents;
  private final Counters<EthernetCounter> counters = new Counters<>(EthernetCounter.class);
  private final WqeView wqe = new WqeView();
  private final ReceiveCompletion completion =
      new ReceiveCompletion(Arena.ofAuto().allocate(Cqe.SIZE, 8));
  private boolean unannounced;
  private boolean fencePending;
  private boolean accepting;
  private boolean closed;

  ReceiveQueue(WorkQueue wq, CompletionQueue cq, GuestMemory memory, Incidents incidents) {
    this.wq = wq;
    this.cq = cq;
    this.memory = memory;
    this.incidents = incidents;
  }

  WorkQueue wq() {
    return wq;
  }

  CompletionQueue cq() {
    return cq;
  }

  /** The handle by which steering names this queue. */
  long handle() {
    return HANDLE_KIND | wq.id();
  }

  /** Frames received. */
  long packets() {
    return counters.get(EthernetCounter.RX_UCAST_PKTS)
        + counters.get(EthernetCounter.RX_MCAST_PKTS)
        + counters.get(EthernetCounter.RX_BCAST_PKTS);
  }

  Counters<EthernetCounter> counters() {
    return counters;
  }

  /**
   * Takes a frame.
   *
   * @param hash result of {@link org.manakin.packet.RssHash#of}, 0 if there is none
   * @param perCompletion how many frames may share a completion: 1, 4 or 8
   * @return false if the queue accepts none; a frame without a buffer is lost and counted here
   */
  boolean receive(Frame frame, long hash, int perCompletion) {
    synchronized (wq) {
      if (!accepting) {
        return false;
      }
      place(frame, hash, perCompletion);
      return true;
    }
  }

  /**
   * Whether frames are accepted. Once this returns for false, no frame follows the fence that a
   * driver posts next.
   */
  void accept(boolean on) {
    synchronized (wq) {
      accepting = on;
    }
  }

  private void place(Frame frame, long hash, int perCompletion) {
    if (closed || !wq.peek(wqe)) {
      counters.increment(EthernetCounter.RX_DISCARDS_NO_WQE);
      return;
    }
    boolean tagged = frame.headers().tagged();
    int length = tagged ? frame.length() - Headers.VLAN_TAG : frame.length();
    int fits = reachable(length);
    if (fits < 0) {
      incidents.record(Incident.RECEIVE_BUFFER_UNREACHABLE, wq.id());
      counters.increment(EthernetCounter.RX_BUFFER_UNREACHABLE);
      return;
    }
    int flags = flags(frame, hash);
    scatter(frame, tagged, fits);
    int at = wq.bytePosition();
    wq.consume(wqe.bytes());
    count(frame, length);
    if (fits < length) {
      counters.increment(EthernetCounter.RX_TRUNCATED);
      closeCompletion();
      completion.truncated(flags, fits, hash, at);
      closeCompletion();
    } else {
      if (!completion.takes(flags, perCompletion)) {
        closeCompletion();
      }
      completion.add(flags, length, hash, at, perCompletion);
      if (completion.full()) {
        closeCompletion();
      }
    }
    unannounced = true;
  }

  /** Whether the driver has posted enough buffers for what one large send becomes. */
  boolean hasRoom() {
    return wq.outstanding() >= Math.min(BURST_BYTES, wq.size() / 2) || wq.stopped();
  }

  /**
   * The sender's burst is over: completions that wait for company go as they are, and the driver is
   * told.
   */
  void flush() {
    if (!unannounced) {
      return;
    }
    synchronized (wq) {
      closeCompletion();
      unannounced = false;
      cq.announce();
    }
  }

  /** Completes everything received so far, and then a fence. */
  void fence() {
    synchronized (wq) {
      closeCompletion();
      fencePending = true;
      postFence();
    }
  }

  /**
   * Posts a fence that had to wait for room: older drivers leave none for it.
   *
   * @return 1 if there was something to do
   */
  int work() {
    if (!fencePending) {
      return 0;
    }
    synchronized (wq) {
      return postFence() ? 1 : 0;
    }
  }

  private boolean postFence() {
    if (!fencePending || closed || cq.seemsFull()) {
      return false;
    }
    fencePending = false;
    completion.fence();
    closeCompletion();
    cq.announce();
    return true;
  }

  /** After this nothing is written to the queue's buffers or rings. */
  void close() {
    synchronized (wq) {
      closed = true;
      fencePending = false;
    }
  }

  /** Returns when nobody is in the middle of {@link #receive}. */
  void settle() {
    synchronized (wq) {
      // to have the monitor is all
      wq.notifyAll();
    }
  }

  private void closeCompletion() {
    if (completion.pending()) {
      cq.post(completion.close(), wq.id(), false);
    }
  }

  /**
   * How many of {@code length} bytes the buffers of the WQE take; negative if one of those needed
   * cannot be written to.
   */
  private int reachable(int length) {
    int room = 0;
    for (int i = 0; i < wqe.sges() && room < length; i++) {
      long bytes = Math.min(wqe.length(i), length - room);
      if (wqe.key(i) != wq.client().gpaKey()
          || memory.locate(wqe.address(i), bytes, true) == GuestMemory.NOWHERE) {
        return -1;
      }
      room += (int) bytes;
    }
    return room;
  }

  private void scatter(Frame frame, boolean tagged, int fits) {
    int done = 0;
    for (int i = 0; done < fits; i++) {
      int bytes = (int) Math.min(wqe.length(i), fits - done);
      long place = memory.locate(wqe.address(i), bytes, true);
      if (place == GuestMemory.NOWHERE) {
        return;
      }
      if (tagged) {
        copyUntagged(frame, done, place, bytes);
      } else {
        frame.copyTo(done, memory.window(), place, bytes);
      }
      done += bytes;
    }
  }

  /** Copies bytes {@code from} to {@code from + bytes} of the frame as it is without its tag. */
  private void copyUntagged(Frame frame, int from, long place, int bytes) {
    int before = Math.clamp(ADDRESSES - from, 0, bytes);
    MemorySegment window = memory.window();
    frame.copyTo(from, window, place, before);
    frame.copyTo(from + before + Headers.VLAN_TAG, window, place + before, bytes - before);
  }

  private int flags(Frame frame, long hash) {
    if (frame.checksumVerified()) {
      return completion.flags(frame, hash, Checksum.Verdict.GOOD, Checksum.Verdict.GOOD);
    }
    Checksum.Verdict network = Checksum.checkIpv4(frame);
    Checksum.Verdict transport =
        network == Checksum.Verdict.BAD ? Checksum.Verdict.UNKNOWN : Checksum.checkTransport(frame);
    if (network == Checksum.Verdict.BAD || transport == Checksum.Verdict.BAD) {
      counters.increment(EthernetCounter.RX_CHECKSUM_BAD);
    }
    return completion.flags(frame, hash, network, transport);
  }

  private void count(Frame frame, int length) {
    Direction.RX.count(counters, frame, 1, length);
  }
}
