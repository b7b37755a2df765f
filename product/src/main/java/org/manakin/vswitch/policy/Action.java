package org.manakin.vswitch.policy;

/** What a rule does with the packets that it is about. */
public enum Action {
  ALLOW,
  DENY
}
