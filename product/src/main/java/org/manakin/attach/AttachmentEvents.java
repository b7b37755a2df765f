package org.manakin.attach;

/**
 * Told, by the thread that serves a client, what a person who runs a host wants to know. Must not
 * wait.
 */
public interface AttachmentEvents {
  /** A client connected; {@code process} is 0 if it cannot be told. */
  default void attached(int process) {}

  /** It is gone, the device is reset, and the server listens again. */
  default void detached(Ending why, String detail) {}

  /** A client was not served, or only in part; the text names the remedy. */
  default void refused(String reason) {}

  /** Something that works but may not be what was meant. */
  default void warning(String text) {}
}
