package org.manakin.driver;

/** Hears of received frames, in the order their buffers were posted. */
@FunctionalInterface
public interface RxHandler {
  /** A frame has arrived, or was cut short; the packet is valid until the call returns. */
  void received(RxPacket packet);
}
