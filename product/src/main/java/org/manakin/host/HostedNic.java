package org.manakin.host;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.attach.vhostuser.SyntheticConfig;
import org.manakin.host.control.NicStatus;
import org.manakin.host.servicing.DataPath;
import org.manakin.host.servicing.VfControl;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.LegKind;

/**
 * A NIC of a machine: an endpoint of the switch, and what serves its legs, each on a thread of its
 * own.
 */
public final class HostedNic implements Inspectable {
  private final NicPlan plan;
  private final Endpoint endpoint;
  private final LegSelector selector;
  private final @Nullable HostedAdapter adapter;
  private final @Nullable HostedSynthetic synthetic;

  private HostedNic(
      NicPlan plan,
      Endpoint endpoint,
      @Nullable HostedAdapter adapter,
      @Nullable HostedSynthetic synthetic) {
    this.plan = plan;
    this.endpoint = endpoint;
    this.adapter = adapter;
    this.synthetic = synthetic;
    this.selector =
        new LegSelector(
            endpoint, () -> synthetic == null || synthetic.nic().drained(), Clock.SYSTEM);
    if (adapter != null) {
      var vport = adapter.adapter().port(0);
      endpoint.vf().connect(vport);
      vport.connect(endpoint.vf());
      vport.guard(endpoint::owns);
      vport.listen(selector);
    }
    if (synthetic != null) {
      endpoint.synthetic().connect(synthetic.nic().port());
      synthetic.nic().connect(endpoint.synthetic());
    }
  }

  /** Makes what the plan says and plugs it into {@code endpoint}; its sockets listen then. */
  static HostedNic open(NicPlan plan, Endpoint endpoint, HostEvents events) throws IOException {
    HostedAdapter adapter = null;
    if (plan.adapter().isPresent()) {
      NicPlan.VfPlan vf = plan.adapter().get();
      EthernetConfig config =
          EthernetConfig.of(plan.mac()).withQueues(vf.queues()).withMtu(vf.mtu());
      adapter =
          HostedAdapter.open(
              new AdapterSpec(plan.name(), vf.socket(), config, new Uplink.None()), events);
    }
    HostedSynthetic synthetic = null;
    try {
      if (plan.synthetic().isPresent()) {
        NicPlan.SyntheticPlan said = plan.synthetic().get();
        synthetic =
            HostedSynthetic.open(
                plan.name() + NicPlan.SYNTHETIC_SUFFIX,
                said.socket(),
                new SyntheticConfig(said.queues(), said.mtu()),
                events);
      }
    } catch (IOException e) {
      if (adapter != null) {
        adapter.stop();
      }
      throw e;
    }
    return new HostedNic(plan, endpoint, adapter, synthetic);
  }

  void start() {
    if (adapter != null) {
      adapter.start();
    }
    if (synthetic != null) {
      synthetic.start();
    }
  }

  /** Stops what serves the legs and removes their sockets. */
  void stop() {
    if (adapter != null) {
      adapter.stop();
    }
    if (synthetic != null) {
      synthetic.stop();
    }
  }

  public NicPlan plan() {
    return plan;
  }

  public Endpoint endpoint() {
    return endpoint;
  }

  /** The VF, if the NIC has one. */
  public Optional<HostedAdapter> adapter() {
    return Optional.ofNullable(adapter);
  }

  /** The synthetic NIC, if there is one. */
  public Optional<HostedSynthetic> synthetic() {
    return Optional.ofNullable(synthetic);
  }

  /** What operations on the VF work with; none without a VF. */
  Optional<DataPath> dataPath() {
    return adapter().map(hosted -> new NicDataPath(hosted, endpoint, selector));
  }

  /**
   * The NIC as it is now.
   *
   * @param vf the operations on its VF; null if it has none
   */
  NicStatus status(@Nullable VfControl vf) {
    NicStatus.Path path = path();
    return new NicStatus(
        plan.name(),
        plan.vm(),
        plan.network(),
        plan.mac().toString(),
        plan.addresses().stream().map(InetAddress::getHostAddress).toList(),
        path,
        why(path, vf),
        vf == null || adapter == null
            ? Optional.empty()
            : Optional.of(
                new NicStatus.Vf(
                    vf.state(),
                    vf.explanation(),
                    adapter.spec().socket().toString(),
                    adapter.attached())),
        synthetic()
            .map(nic ->
                new NicStatus.Synthetic(
                    nic.nic().socket().toString(), nic.attached(), nic.receiving())),
        plan.policy(),
        plan.egressBitsPerSecond());
  }

  private NicStatus.Path path() {
    LegKind active = endpoint.active();
    if (active == null) {
      return NicStatus.Path.HELD;
    }
    return switch (active) {
      case VF -> NicStatus.Path.VF;
      case SYNTHETIC -> synthetic == null ? NicStatus.Path.NONE : NicStatus.Path.SYNTHETIC;
    };
  }

  private String why(NicStatus.Path path, @Nullable VfControl vf) {
    if (vf == null || adapter == null) {
      return "the NIC has no VF";
    }
    if (path != NicStatus.Path.VF && !adapter.attached()) {
      return "the VF is not attached: QEMU does not run, or its guest has not asked for the VF of"
          + " its failover pair";
    }
    return vf.explanation();
  }

  @Override
  public void inspect(Node node) {
    node.value("vm", plan.vm());
    node.value("frames_go_to", Node.nameOf(selector.state()));
    node.child("endpoint", endpoint);
    if (adapter != null) {
      node.child("vf", adapter);
    }
    if (synthetic != null) {
      node.child("synthetic", synthetic);
    }
  }
}
