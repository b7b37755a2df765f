package org.manakin.driver;

import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.Registers;
import org.manakin.wire.gdma.SmcWindow;

/**
 * What the register block at the start of BAR 0 says.
 *
 * @param version major, minor and micro version, highest byte first
 * @param doorbellZone where doorbell page 0 starts in BAR 0
 * @param doorbellPageBytes bytes from one doorbell page to the next
 * @param smcWindow where the shared memory channel's window starts in BAR 0
 */
public record DeviceRegisters(
    int version, long doorbellZone, int doorbellPageBytes, long smcWindow) {

  private static final int GONE = -1;
  private static final int LOW_HALF = 0xffff;

  /**
   * Reads and checks them.
   *
   * @throws DriverException if the device is gone, or places something outside of BAR 0
   */
  static DeviceRegisters read(DeviceBacking device) {
    int version = device.read32(Registers.MICRO_VERSION.offset());
    if (version == GONE) {
      throw new DriverException("BAR 0 reads all-ones: the device is gone");
    }
    long zone = device.read64(Registers.DB_ZONE_OFFSET.offset());
    int pageBytes = device.read32(Registers.DB_PAGE_SIZE.offset()) & LOW_HALF;
    long window = device.read64(Registers.SMC_OFFSET.offset());
    int windowBytes = device.read32(Registers.SMC_SIZE.offset()) & LOW_HALF;
    long bar = device.barSize();
    if (pageBytes <= Doorbell.EQ_OFFSET || Integer.bitCount(pageBytes) != 1) {
      throw new DriverException(
          "register 0x10: a doorbell page of %d bytes is not a power of two of at least 4096"
              .formatted(pageBytes));
    }
    if (zone < 0 || zone > bar - pageBytes) {
      throw new DriverException(
          "register 0x08: doorbells at 0x%x are not in the BAR of 0x%x bytes".formatted(zone, bar));
    }
    if (window < 0 || window > bar - SmcWindow.SIZE || window % Integer.BYTES != 0) {
      throw new DriverException(
          "register 0x18: the SMC window at 0x%x is not aligned in the BAR of 0x%x bytes"
              .formatted(window, bar));
    }
    if (windowBytes != SmcWindow.SIZE) {
      throw new DriverException("register 0x20: an SMC window has 32 bytes, not " + windowBytes);
    }
    return new DeviceRegisters(version, zone, pageBytes, window);
  }

  /**
   * The doorbell page {@code index}.
   *
   * @throws DriverException if it is not in BAR 0
   */
  DoorbellPage doorbells(DeviceBacking device, int index) {
    long at = doorbellZone + (long) index * doorbellPageBytes;
    if (index < 0 || at > device.barSize() - doorbellPageBytes) {
      throw new DriverException(
          "doorbell page %d is not in the BAR of 0x%x bytes".formatted(index, device.barSize()));
    }
    return new DoorbellPage(device, at);
  }
}
