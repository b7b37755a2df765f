package org.manakin.host;

import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;

/**
 * Tells a host's listener, in words, what happens at one socket, and remembers whether a client is
 * there.
 */
final class AttachmentReport implements AttachmentEvents {
  private final String name;
  private final HostEvents events;
  private volatile boolean attached;

  AttachmentReport(String name, HostEvents events) {
    this.name = name;
    this.events = events;
  }

  /** Whether a client is there. Any thread. */
  boolean attached() {
    return attached;
  }

  @Override
  public void attached(int process) {
    attached = true;
    events.happened(name, "attached by process " + process);
  }

  @Override
  public void detached(Ending why, String detail) {
    attached = false;
    events.happened(name, "detached: " + why + (detail.isEmpty() ? "" : ", " + detail));
  }

  @Override
  public void refused(String reason) {
    events.happened(name, "refused: " + reason);
  }

  @Override
  public void warning(String text) {
    events.happened(name, "warning: " + text);
  }
}
