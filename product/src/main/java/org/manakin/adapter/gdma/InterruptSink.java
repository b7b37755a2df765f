package org.manakin.adapter.gdma;

/** Where the adapter's MSI-X messages go. */
@FunctionalInterface
public interface InterruptSink {
  /**
   * Signals vector {@code vector} once. Called by any thread, at most once per armed event queue;
   * must not block and must not throw. A vector that nobody listens to is ignored.
   */
  void raise(int vector);
}
