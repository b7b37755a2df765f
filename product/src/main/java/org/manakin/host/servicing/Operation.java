package org.manakin.host.servicing;

/** What can be done to a VF. */
public enum Operation {
  REVOKE,
  RESTORE,
  SERVICE
}
