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
  private final ServiceThread thread;

  private HostedSynthetic(String name, SyntheticNic nic, ServiceThread thread) {
    this.name = name;
    this.nic = nic;
    this.thread = thread;
  }

  /** Listens at {@code socket}; it is served once {@link #start} is called. */
  static HostedSynthetic open(String name, Path socket, SyntheticConfig config, HostEvents events)
      throws IOException {
    ServiceThread thread = ServiceThread.open("synthetic", name, events);
    try {
      SyntheticNic nic = SyntheticNic.open(socket, config, new AttachmentReport(name, events));
      thread.add(nic);
      return new HostedSynthetic(name, nic, thread);
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

  @Override
  public void inspect(Node node) {
    nic.inspect(node);
  }
}
