package org.manakin.host.servicing;

/** Told what happens to VFs. Called by whichever thread makes it happen; must not wait. */
public interface TransitionListener {
  /** Nobody listens. */
  TransitionListener NONE = new TransitionListener() {};

  /** A VF is now somewhere else; {@code why} is for people. */
  default void became(String nic, VfState from, VfState to, String why) {}

  /** An operation that began has ended, well or not. */
  default void ended(Transition transition) {}
}
