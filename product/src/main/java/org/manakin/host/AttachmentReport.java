package org.manakin.host;

import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;

/** Tells a host's listener, in words, what happens at one socket. */
record AttachmentReport(String name, HostEvents events) implements AttachmentEvents {
  @Override
  public void attached(int process) {
    events.happened(name, "attached by process " + process);
  }

  @Override
  public void detached(Ending why, String detail) {
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
