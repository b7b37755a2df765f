package org.manakin.wire.gdma;

/** Types of GDMA devices (GDMA specification, message headers). */
public final class DeviceType {
  public static final int HWC = 1;
  public static final int MANA = 2;
  public static final int MANA_IB = 3;

  private DeviceType() {}
}
