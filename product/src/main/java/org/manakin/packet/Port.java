package org.manakin.packet;

/**
 * Where frames are handed over: a virtual port's receive side, a TAP, a switch. What joins two
 * things that send and receive is two ports, one each way.
 */
public interface Port {

  /**
   * Takes a frame. The frame and all memory it refers to are borrowed until the call returns.
   * Called by the sender's thread, by several threads at once where several senders share the port;
   * never throws because of what the frame contains. A frame that cannot be taken is counted by the
   * receiver and gone.
   */
  void deliver(Frame frame);

  /**
   * The sender's burst is over: whoever gathers completions or writes may pass on what it holds.
   */
  default void flush() {}

  /**
   * Whether the port could take a burst just now. A sender whose frames can wait where they are
   * asks first; the others deliver, and what finds no room is lost, as on any wire.
   */
  default boolean hasRoom() {
    return true;
  }

  /**
   * Whether the port takes unfinished frames: {@linkplain Frame#checksumPartial() partial
   * checksums} and {@linkplain Frame#segmentSize() super-frames}. To a port that does not, the
   * sender hands over finished frames only.
   */
  default boolean takesUnfinished() {
    return false;
  }
}
