package org.manakin.host;

import org.manakin.adapter.Adapter;
import org.manakin.attach.vfiouser.PciDevice;

/** An adapter as the vfio-user server sees it. */
final class AdapterFunction implements PciDevice {
  private final Adapter adapter;

  AdapterFunction(Adapter adapter) {
    this.adapter = adapter;
  }

  @Override
  public long readConfig(int offset, int bytes) {
    return adapter.readConfig(offset, bytes);
  }

  @Override
  public void writeConfig(int offset, int bytes, long value) {
    adapter.writeConfig(offset, bytes, value);
  }

  @Override
  public int barSize(int bar) {
    return adapter.barSize(bar);
  }

  @Override
  public long readBar(int bar, long offset, int bytes) {
    return adapter.readBar(bar, offset, bytes);
  }

  @Override
  public void writeBar(int bar, long offset, int bytes, long value) {
    adapter.writeBar(bar, offset, bytes, value);
  }

  @Override
  public int msixVectors() {
    return adapter.vectors();
  }

  @Override
  public void reset() {
    adapter.reset();
  }

  @Override
  public void settle() {
    adapter.settle();
  }

  @Override
  public int work() {
    return adapter.work();
  }

  @Override
  public long nextDeadline() {
    return adapter.nextDeadline();
  }
}
