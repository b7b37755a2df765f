package org.manakin.adapter.pci;

import org.manakin.wire.gdma.Registers;

/**
 * Where things are in the BARs: BAR 0 holds the registers, the SMC window behind them, and the
 * doorbell pages; BAR 4 the MSI-X table and its pending bits, which the bus keeps.
 */
public final class BarLayout {
  public static final int REGISTER_BAR = 0;
  public static final int MSIX_BAR = 4;
  public static final int SMC_OFFSET = Registers.SIZE;
  public static final int DOORBELL_OFFSET = 0x10000;
  public static final int DOORBELL_PAGE = 4096;
  public static final int PBA_OFFSET = 0x8000;

  /** A power of two with room for 240 doorbell pages. */
  public static final int REGISTER_BAR_SIZE = 0x100000;

  /** Room for 2048 vectors of 16 bytes, and their pending bits. */
  public static final int MSIX_BAR_SIZE = 0x10000;

  private BarLayout() {}
}
