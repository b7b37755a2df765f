package org.manakin.observe;

/** Something that shows its state in the inspection tree. */
@FunctionalInterface
public interface Inspectable {
  /**
   * Adds what is to be seen to {@code node}. Called by any thread at any time: reads what may be
   * read without the owner's lock, or takes it only for a moment.
   */
  void inspect(Node node);
}
