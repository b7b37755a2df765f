package org.manakin.host;

import java.io.IOException;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterConfig;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Duty;
import org.manakin.attach.Ending;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;
import org.manakin.attach.vfiouser.DmaTable;
import org.manakin.attach.vfiouser.MsixVectors;
import org.manakin.attach.vfiouser.VfioUserServer;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/** An adapter, its vfio-user socket, and the one thread that serves both. */
public final class HostedAdapter implements Inspectable {
  private static final long STOP_MILLIS = 5_000;

  private final AdapterSpec spec;
  private final Adapter adapter;
  private final MsixVectors vectors;
  private final VfioUserServer server;
  private final EventLoop loop;
  private final Thread thread;

  private HostedAdapter(
      AdapterSpec spec,
      Adapter adapter,
      MsixVectors vectors,
      VfioUserServer server,
      EventLoop loop) {
    this.spec = spec;
    this.adapter = adapter;
    this.vectors = vectors;
    this.server = server;
    this.loop = loop;
    this.thread = new Thread(loop, "adapter " + spec.name());
  }

  /** Makes the adapter and listens; it is served once {@link #start} is called. */
  static HostedAdapter open(AdapterSpec spec, HostEvents events) throws IOException {
    DmaTable dma = DmaTable.reserve();
    EventLoop loop =
        new EventLoop(
            new SpinThenWait(),
            (duty, defect) -> events.happened(spec.name(), "failed: " + defect));
    AdapterConfig config = new AdapterConfig(spec.name(), spec.ethernet());
    MsixVectors vectors = new MsixVectors(config.vectors());
    Adapter adapter = new Adapter(config, dma.memory(), vectors, Clock.SYSTEM, loop::wake);
    try {
      VfioUserServer server =
          VfioUserServer.open(
              spec.socket(),
              new AdapterFunction(adapter, events),
              vectors,
              dma,
              told(spec, events));
      loop.add(server);
      return new HostedAdapter(spec, adapter, vectors, server, loop);
    } catch (IOException e) {
      loop.close();
      throw e;
    }
  }

  private static AttachmentEvents told(AdapterSpec spec, HostEvents events) {
    return new AttachmentEvents() {
      @Override
      public void attached(int process) {
        events.happened(spec.name(), "attached by process " + process);
      }

      @Override
      public void detached(Ending why, String detail) {
        events.happened(spec.name(), "detached: " + why + (detail.isEmpty() ? "" : ", " + detail));
      }

      @Override
      public void refused(String reason) {
        events.happened(spec.name(), "refused: " + reason);
      }

      @Override
      public void warning(String text) {
        events.happened(spec.name(), "warning: " + text);
      }
    };
  }

  /**
   * Gives the adapter's thread something else to do besides, for instance a TAP of its own. Before
   * {@link #start}.
   */
  void alsoRun(Duty duty) throws IOException {
    loop.add(duty);
  }

  void start() {
    thread.start();
  }

  /** Stops the thread and removes the socket. */
  void stop() {
    loop.stop();
    boolean interrupted = false;
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    server.close();
    loop.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  public AdapterSpec spec() {
    return spec;
  }

  public Adapter adapter() {
    return adapter;
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
