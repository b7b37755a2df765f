package org.manakin.driver;

import org.manakin.wire.gdma.DeviceType;

/**
 * A GDMA device of the function, as LIST_DEVICES names it.
 *
 * @param type 1 HWC, 2 MANA, 3 RDMA; 0 where a command is for none
 */
public record DeviceId(int type, int instance) {
  static final DeviceId NONE = new DeviceId(0, 0);
  static final DeviceId HWC = new DeviceId(DeviceType.HWC, 0);
}
