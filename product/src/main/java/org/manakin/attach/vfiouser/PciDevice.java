package org.manakin.attach.vfiouser;

/**
 * What the server serves: one PCI function. Called by the server's thread only. Values are unsigned
 * numbers of the given width in the low bits of a long; nothing here throws because of what a guest
 * wrote.
 */
public interface PciDevice {
  /**
   * Reads configuration space, 4096 bytes.
   *
   * @param bytes 1, 2 or 4; {@code offset} is a multiple of it
   */
  long readConfig(int offset, int bytes);

  /**
   * Writes configuration space. QEMU forwards every write, also those to base addresses and to the
   * MSI-X capability, which it answers for itself; masking is the device's task.
   */
  void writeConfig(int offset, int bytes, long value);

  /** Bytes of base address register {@code bar} (0 to 5), a power of two; 0 if there is none. */
  int barSize(int bar);

  /**
   * Reads a BAR. Of the BAR with the MSI-X structures only reads of the pending bits arrive, which
   * are 0: QEMU keeps table and pending bits.
   *
   * @param bytes 1, 2, 4 or 8; the access lies in the BAR
   */
  long readBar(int bar, long offset, int bytes);

  /** Writes a BAR; a doorbell only notes here what {@link #work} is to do. */
  void writeBar(int bar, long offset, int bytes, long value);

  /** Vectors of the MSI-X table. */
  int msixVectors();

  /** Back to the state after power-on; lets go of every guest address. */
  void reset();

  /**
   * A range of guest memory is about to be taken away: its addresses are in the table no longer.
   * Returns when no thread uses one that it looked up before.
   */
  default void settle() {}

  /**
   * Processes a bounded amount of what doorbells and timers made ready.
   *
   * @return how much was done; 0 if nothing is ready
   */
  int work();

  /** The {@link System#nanoTime()} of the next timer, {@link Long#MAX_VALUE} if none runs. */
  long nextDeadline();
}
