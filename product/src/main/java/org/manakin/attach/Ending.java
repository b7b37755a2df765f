package org.manakin.attach;

/** Why an attachment ended. */
public enum Ending {
  /** The client closed its socket between two messages, as QEMU does when it exits. */
  CLIENT_LEFT,
  /** The client closed its socket or died within a message. */
  CLIENT_LEFT_WITHIN_MESSAGE,
  /** The connection failed. */
  CONNECTION_FAILED,
  /** A message claims to be shorter than its header or longer than agreed: its end is unknown. */
  BAD_MESSAGE_SIZE,
  /** A message that cannot be answered, from a client that waits for the answer. */
  BAD_MESSAGE,
  /** More descriptors came with a message than agreed. */
  TOO_MANY_DESCRIPTORS,
  /** Descriptors came with bytes in which no message starts. */
  STRAY_DESCRIPTORS,
  /** Guest memory went away under the device: its file was cut or is out of pages. */
  MEMORY_VANISHED,
  /** The server was closed. */
  SERVER_CLOSED
}
