package org.manakin.host;

import java.io.IOException;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterConfig;
import org.manakin.attach.Duty;
import org.manakin.attach.vfiouser.DmaTable;
import org.manakin.attach.vfiouser.MsixVectors;
import org.manakin.attach.vfiouser.VfioUserServer;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/** An adapter, its vfio-user socket, and the one thread that serves both. */
public final class HostedAdapter implements Inspectable {
  private final AdapterSpec spec;
  private final Adapter adapter;
  private final MsixVectors vectors;
  private final VfioUserServer server;
  private final AttachmentReport report;
  private final ServiceThread thread;

  private HostedAdapter(
      AdapterSpec spec,
      Adapter adapter,
      MsixVectors vectors,
      VfioUserServer server,
      AttachmentReport report,
      ServiceThread thread) {
    this.spec = spec;
    this.adapter = adapter;
    this.vectors = vectors;
    this.server = server;
    this.report = report;
    this.thread = thread;
  }

  /** Makes the adapter and listens; it is served once {@link #start} is called. */
  static HostedAdapter open(AdapterSpec spec, HostEvents events) throws IOException {
    DmaTable dma = DmaTable.reserve();
    ServiceThread thread = ServiceThread.open("adapter", spec.name(), events);
    AdapterConfig config = new AdapterConfig(spec.name(), spec.ethernet());
    MsixVectors vectors = new MsixVectors(config.vectors());
    Adapter adapter = new Adapter(config, dma.memory(), vectors, Clock.SYSTEM, thread::wake);
    AttachmentReport report = new AttachmentReport(spec.name(), events);
    try {
      VfioUserServer server =
          VfioUserServer.open(
              spec.socket(), new AdapterFunction(adapter, events), vectors, dma, report);
      thread.add(server);
      return new HostedAdapter(spec, adapter, vectors, server, report, thread);
    } catch (IOException e) {
      thread.close();
      throw e;
    }
  }

  /**
   * Gives the adapter's thread something else to do besides, for instance a TAP of its own. Before
   * {@link #start}.
   */
  void alsoRun(Duty duty) throws IOException {
    thread.add(duty);
  }

  void start() {
    thread.start();
  }

  /** Stops the thread and removes the socket. */
  void stop() {
    thread.stop();
    server.close();
    thread.close();
  }

  /** Has the adapter's thread run {@code task}, which must not throw. Any thread. */
  public void execute(Runnable task) {
    thread.execute(task);
  }

  public AdapterSpec spec() {
    return spec;
  }

  public Adapter adapter() {
    return adapter;
  }

  /** Whether a QEMU is connected. */
  public boolean attached() {
    return report.attached();
  }

  /** Interrupts sent to the guest so far. */
  public long interrupts() {
    long sum = 0;
    for (int i = 0; i < vectors.count(); i++) {
      sum += vectors.raised(i);
    }
    return sum;
  }

  @Override
  public void inspect(Node node) {
    node.value("socket", spec.socket().toString());
    node.value("interrupts", interrupts());
    node.child("attachment", server.counters());
    node.child("adapter", adapter);
  }
}
