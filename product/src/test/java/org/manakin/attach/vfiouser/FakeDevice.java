package org.manakin.attach.vfiouser;

import java.util.ArrayList;
import java.util.List;

/** A PCI function that remembers what was done to it and answers from an array. */
final class FakeDevice implements PciDevice {
  static final int VECTORS = 40;
  static final int BAR0 = 1 << 20;
  static final int BAR4 = 0x4000;

  final byte[] config = new byte[4096];
  final List<String> writes = new ArrayList<>();
  final List<Long> doorbells = new ArrayList<>();
  boolean keepDoorbells = true;
  int rung;
  int resets;
  int settled;
  int rounds;
  Runnable onWork = () -> {};

  FakeDevice() {
    for (int i = 0; i < config.length; i++) {
      config[i] = (byte) (i * 7 + (i >> 8));
    }
  }

  @Override
  public long readConfig(int offset, int bytes) {
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (config[offset + i] & 0xffL) << (8 * i);
    }
    return value;
  }

  @Override
  public void writeConfig(int offset, int bytes, long value) {
    writes.add("config 0x%x/%d 0x%x".formatted(offset, bytes, value));
  }

  @Override
  public int barSize(int bar) {
    return switch (bar) {
      case 0 -> BAR0;
      case 4 -> BAR4;
      default -> 0;
    };
  }

  @Override
  public long readBar(int bar, long offset, int bytes) {
    return bar == 0 ? offset * 0x0101_0101_0101L : 0;
  }

  @Override
  public void writeBar(int bar, long offset, int bytes, long value) {
    if (bar == 0 && bytes == 8) {
      rung++;
      if (keepDoorbells) {
        doorbells.add(value);
      }
    } else {
      writes.add("bar%d 0x%x/%d 0x%x".formatted(bar, offset, bytes, value));
    }
  }

  @Override
  public int msixVectors() {
    return VECTORS;
  }

  @Override
  public void reset() {
    resets++;
  }

  @Override
  public void settle() {
    settled++;
  }

  @Override
  public int work() {
    rounds++;
    onWork.run();
    return 0;
  }

  @Override
  public long nextDeadline() {
    return Long.MAX_VALUE;
  }
}
