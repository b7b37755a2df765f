package org.manakin.driver;

import org.manakin.driver.DeviceBacking.DmaBuffer;

/**
 * Memory of a queue, and the DMA region that tells the device of it.
 *
 * @param region the handle; belongs to the queue once that exists
 */
record Ring(DmaBuffer memory, long region) {
  int bytes() {
    return (int) memory.segment().byteSize();
  }
}
