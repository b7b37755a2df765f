package org.manakin.host;

import java.io.IOException;
import java.nio.file.Path;
import org.manakin.attach.vhostuser.SyntheticConfig;
import org.manakin.attach.vhostuser.SyntheticNic;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/** A synthetic NIC, and the one thread that serves it. */
public final class HostedSynthetic implements Inspectable {
  private final String name;
  private final SyntheticNic nic;
  private final AttachmentReport report;
  private final ServiceThread thread;
  private volatile boolean receiving;

  private HostedSynthetic(
      String name, SyntheticNic nic, AttachmentReport report, ServiceThread thread) {
    this.name = name;
    this.nic = nic;
    this.report = report;
    this.thread = thread;
    nic.listen(running -> receiving = running);
  }

  /** Listens at {@code socket}; it is served once {@link #start} is called. */
  static HostedSynthetic open(String name, Path socket, SyntheticConfig config, HostEvents events)
      throws IOException {
    ServiceThread thread = ServiceThread.open("synthetic", name, events);
    AttachmentReport report = new AttachmentReport(name, events);
    try {
      SyntheticNic nic = SyntheticNic.open(socket, config, report);
      thread.add(nic);
      return new HostedSynthetic(name, nic, report, thread);
    } catch (IOException e) {
      thread.close();
      throw e;
    }
  }

  void start() {
    thread.start();
  }

  /** Stops the thread and removes the socket. */
  void stop() {
    thread.stop();
    nic.close();
    thread.close();
  }

  public String name() {
    return name;
  }

  public SyntheticNic nic() {
    return nic;
  }

  /** Whether a QEMU is connected. */
  public boolean attached() {
    return report.attached();
  }

  /** Whether the guest's driver runs its receive rings. */
  public boolean receiving() {
    return receiving;
  }

  @Override
  public void inspect(Node node) {
    nic.inspect(node);
  }
}
