package org.manakin.vswitch;

/** The two ways to a guest. */
public enum LegKind {
  /** The Virtual Function: fast, and gone while it is serviced. */
  VF,
  /** The synthetic NIC: always there; what is held too long goes this way. */
  SYNTHETIC
}
