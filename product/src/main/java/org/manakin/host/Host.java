package org.manakin.host;

import java.io.Closeable;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.ethernet.VportPort;
import org.manakin.attach.tap.TapPort;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/** A host: adapters that guests can attach, joined as their uplinks say. Any thread. */
public final class Host implements Closeable, Inspectable {
  private final Map<String, HostedAdapter> adapters = new LinkedHashMap<>();

  private Host() {}

  /**
   * Starts all adapters; when this returns their sockets listen.
   *
   * @throws IOException if a socket or TAP cannot be had; nothing is left open then
   * @throws IllegalArgumentException if names or peers do not fit together
   */
  public static Host start(List<AdapterSpec> specs, HostEvents events) throws IOException {
    Wiring.check(specs);
    Host host = new Host();
    try {
      for (AdapterSpec spec : specs) {
        host.adapters.put(spec.name(), HostedAdapter.open(spec, events));
      }
      for (HostedAdapter hosted : host.adapters.values()) {
        host.join(hosted, events);
      }
      host.adapters.values().forEach(HostedAdapter::start);
      return host;
    } catch (IOException | RuntimeException e) {
      host.close();
      throw e;
    }
  }

  private void join(HostedAdapter hosted, HostEvents events) throws IOException {
    int vports = hosted.spec().ethernet().vports();
    switch (hosted.spec().uplink()) {
      case Uplink.None none -> {}
      case Uplink.Peer peer -> {
        Adapter other = adapter(peer.name()).adapter();
        for (int i = 0; i < Math.min(vports, other.config().ethernet().vports()); i++) {
          hosted.adapter().port(i).connect(other.port(i));
          other.port(i).connect(hosted.adapter().port(i));
        }
      }
      case Uplink.Tap tap -> {
        for (int i = 0; i < vports; i++) {
          VportPort port = hosted.adapter().port(i);
          String ifname = i == 0 ? tap.ifname() : tap.ifname() + "-" + i;
          TapPort opened =
              Taps.open(ifname, hosted.spec().ethernet().mtu(), hosted.spec().name(), events);
          opened.connect(port);
          port.connect(opened);
          hosted.alsoRun(opened);
        }
      }
    }
  }

  /**
   * The adapter of that name.
   *
   * @throws IllegalArgumentException if there is none
   */
  public HostedAdapter adapter(String name) {
    HostedAdapter found = adapters.get(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "there is no adapter '" + name + "'; there are " + adapters.keySet());
    }
    return found;
  }

  public List<HostedAdapter> adapters() {
    return List.copyOf(adapters.values());
  }

  /** Stops all adapters and removes their sockets. */
  @Override
  public void close() {
    adapters.values().forEach(HostedAdapter::stop);
  }

  @Override
  public void inspect(Node node) {
    adapters.forEach(node::child);
  }
}
