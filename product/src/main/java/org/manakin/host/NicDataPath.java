package org.manakin.host;

import java.util.LinkedHashMap;
import java.util.Map;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.ServiceEvent;
import org.manakin.adapter.ethernet.EthernetCounter;
import org.manakin.adapter.ethernet.VportPort;
import org.manakin.host.servicing.DataPath;
import org.manakin.host.servicing.VfEvent;
import org.manakin.observe.Node;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.EndpointCounter;
import org.manakin.vswitch.LegKind;

/** What the operations on a VF see and do of the NIC that has it. */
final class NicDataPath implements DataPath {
  private final HostedAdapter hosted;
  private final VportPort vport;
  private final Endpoint endpoint;
  private final LegSelector selector;

  NicDataPath(HostedAdapter hosted, Endpoint endpoint, LegSelector selector) {
    this.hosted = hosted;
    this.vport = hosted.adapter().port(0);
    this.endpoint = endpoint;
    this.selector = selector;
  }

  @Override
  public void listen(Listener listener) {
    selector.tell(listener);
  }

  @Override
  public boolean attached() {
    return hosted.attached();
  }

  @Override
  public boolean claimed() {
    return hosted.adapter().state() == AdapterState.ACTIVE;
  }

  @Override
  public boolean receiving() {
    return vport.receiving();
  }

  @Override
  public boolean dead() {
    return hosted.adapter().state() == AdapterState.DEAD;
  }

  @Override
  public boolean sending() {
    return vport.sending();
  }

  @Override
  public long progress() {
    return endpoint.vf().framesFromGuest()
        + vport.count(EthernetCounter.RX_UCAST_PKTS)
        + vport.count(EthernetCounter.RX_MCAST_PKTS)
        + vport.count(EthernetCounter.RX_BCAST_PKTS);
  }

  @Override
  public long stalledFrames() {
    return vport.count(EthernetCounter.RX_STALLED);
  }

  @Override
  public long syntheticFrames() {
    return endpoint.synthetic().framesFromGuest();
  }

  @Override
  public boolean raise(VfEvent event) {
    return hosted
        .adapter()
        .raise(
            switch (event) {
              case FPGA_RECONFIG -> new ServiceEvent.FpgaReconfiguration();
              case RESET_REQUEST -> new ServiceEvent.ResetRequest();
              case LINK_DOWN -> new ServiceEvent.Link(0, false);
              case LINK_UP -> new ServiceEvent.Link(0, true);
            });
  }

  @Override
  public void stall(boolean on) {
    hosted.execute(() -> hosted.adapter().stall(on));
  }

  @Override
  public void giveUpSends() {
    hosted.execute(hosted.adapter()::giveUpSends);
  }

  @Override
  public void kill() {
    hosted.execute(hosted.adapter()::kill);
  }

  @Override
  public void holdUntilReceiving(boolean on) {
    selector.holdUntilReceiving(on);
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    for (LegKind leg : LegKind.values()) {
      counters.put(Node.nameOf(leg) + "_from_guest", endpoint.leg(leg).framesFromGuest());
      counters.put(Node.nameOf(leg) + "_to_guest", endpoint.leg(leg).framesToGuest());
    }
    for (EndpointCounter counter : EndpointCounter.values()) {
      counters.put(Node.nameOf(counter), endpoint.counters().get(counter));
    }
    counters.put("vf_rx_discards_no_wqe", vport.count(EthernetCounter.RX_DISCARDS_NO_WQE));
    counters.put("vf_rx_stalled", vport.count(EthernetCounter.RX_STALLED));
    return counters;
  }
}
