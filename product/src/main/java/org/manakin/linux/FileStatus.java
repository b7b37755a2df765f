package org.manakin.linux;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What tells one open file from another, and how large it is. Two descriptors with the same device
 * and inode are the same memory object.
 *
 * @param size in bytes
 */
public record FileStatus(int deviceMajor, int deviceMinor, long inode, long size) {
  // The kernel's struct statx, the same on every machine, unlike struct stat.
  static final int BYTES = 256;
  private static final int INODE = 0x20;
  private static final int SIZE = 0x28;
  private static final int DEVICE_MAJOR = 0x88;
  private static final int DEVICE_MINOR = 0x8c;

  static FileStatus read(MemorySegment statx) {
    return new FileStatus(
        statx.get(ValueLayout.JAVA_INT, DEVICE_MAJOR),
        statx.get(ValueLayout.JAVA_INT, DEVICE_MINOR),
        statx.get(ValueLayout.JAVA_LONG, INODE),
        statx.get(ValueLayout.JAVA_LONG, SIZE));
  }

  public boolean sameFile(FileStatus other) {
    return inode == other.inode
        && deviceMajor == other.deviceMajor
        && deviceMinor == other.deviceMinor;
  }
}
