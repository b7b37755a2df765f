package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import org.manakin.attach.Duty;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.vswitch.VirtualSwitch;

/** What of the switch's work no sender does: frames that were held, and what grows old. */
final class SwitchDuty implements Duty, Closeable {
  private final VirtualSwitch fabric;

  /** Never ready: the switch wakes its thread. */
  private final Fd never;

  private SwitchDuty(VirtualSwitch fabric, Fd never) {
    this.fabric = fabric;
    this.never = never;
  }

  static SwitchDuty of(VirtualSwitch fabric) throws IOException {
    return new SwitchDuty(fabric, Eventfd.create("switch"));
  }

  @Override
  public int work() {
    return fabric.work();
  }

  @Override
  public long nextDeadline() {
    return fabric.nextDeadline();
  }

  @Override
  public Fd readiness() {
    return never;
  }

  @Override
  public void close() {
    never.close();
  }
}
