package org.manakin.host;

import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterState;
import org.manakin.attach.vfiouser.PciDevice;
import org.manakin.observe.Node;

/** An adapter as the vfio-user server sees it. */
final class AdapterFunction implements PciDevice {
  private final Adapter adapter;
  private final HostEvents events;
  private boolean failureTold;

  AdapterFunction(Adapter adapter, HostEvents events) {
    this.adapter = adapter;
    this.events = events;
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
    int done = adapter.work();
    boolean failed = adapter.state() == AdapterState.FAILED;
    if (failed && !failureTold) {
      events.happened(
          adapter.name(), "failed by a defect of this program:\n" + Node.of(adapter).toText());
    }
    failureTold = failed;
    return done;
  }

  @Override
  public long nextDeadline() {
    return adapter.nextDeadline();
  }
}
