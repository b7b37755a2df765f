package org.manakin.host;

/**
 * Told what a person who runs a host wants to know. Called by the adapters' threads; must not wait.
 */
public interface HostEvents {
  /** Nobody listens. */
  HostEvents NONE = (adapter, text) -> {};

  void happened(String adapter, String text);
}
