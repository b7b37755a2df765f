package org.manakin.attach.vfiouser;

/** What a server counts over its life. */
public enum ServerCounter {
  CLIENTS,
  /** Clients that came while another was attached. */
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
