package org.manakin.lab.provision;

/** Told what takes time while guests are prepared, so that a person can be shown it. */
public interface Progress {
  /** Shows nothing. */
  Progress SILENT = what -> {};

  /** A new piece of work begins: one short line, without a full stop. */
  void step(String what);

  /** How much of the present step is done, 0 to 100. May go unreported. */
  default void percent(int done) {}
}
