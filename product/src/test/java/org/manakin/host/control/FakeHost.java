package org.manakin.host.control;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.manakin.host.servicing.Operation;
import org.manakin.host.servicing.OperationException;
import org.manakin.host.servicing.OperationException.Reason;
import org.manakin.host.servicing.RevokeMode;
import org.manakin.host.servicing.Step;
import org.manakin.host.servicing.Transition;
import org.manakin.host.servicing.TransitionListener;
import org.manakin.host.servicing.VfControl;
import org.manakin.host.servicing.VfEvent;
import org.manakin.host.servicing.VfState;
import org.manakin.observe.Node;
import org.manakin.vswitch.policy.Action;
import org.manakin.vswitch.policy.Direction;
import org.manakin.vswitch.policy.IpProtocol;
import org.manakin.vswitch.policy.Policy;
import org.manakin.vswitch.policy.PortRange;
import org.manakin.vswitch.policy.Prefix;
import org.manakin.vswitch.policy.SecurityRule;

/** A host of two NICs that does as it is told: a0 has both legs, b0 a synthetic NIC only. */
public final class FakeHost implements HostOperations {
  private final Map<String, Policy> policies = new LinkedHashMap<>();
  private final List<TransitionListener> listeners = new ArrayList<>();
  private final FakeVf vf = new FakeVf();

  /** Operations on a0's VF, in order. */
  public final List<String> done = new ArrayList<>();

  /** What the next operation on the VF is refused with. */
  public Optional<OperationException> refusal = Optional.empty();

  public FakeHost() {
    SecurityRule https =
        new SecurityRule(
            "https",
            100,
            Direction.IN,
            OptionalInt.of(IpProtocol.TCP),
            Optional.of(new Prefix(InetAddress.ofLiteral("10.0.0.0"), 8)),
            Optional.empty(),
            Optional.empty(),
            Optional.of(new PortRange(443, 443)),
            Action.ALLOW);
    apply(Policy.of("web", List.of(https)));
    apply(Policy.of("unused", List.of()));
  }

  @Override
  public String name() {
    return "rack";
  }

  @Override
  public List<NicStatus> nics() {
    return List.of(
        new NicStatus(
            "a0",
            "a",
            "blue",
            "02:00:00:00:00:01",
            List.of("10.0.0.1"),
            vf.state == VfState.ACTIVE ? NicStatus.Path.VF : NicStatus.Path.SYNTHETIC,
            "the driver receives on the VF",
            Optional.of(new NicStatus.Vf(vf.state, vf.explanation(), "/run/a0-vf.sock", true)),
            Optional.of(new NicStatus.Synthetic("/run/a0-syn.sock", true, true)),
            Optional.of("web"),
            500_000_000),
        new NicStatus(
            "b0",
            "b",
            "blue",
            "02:00:00:00:00:02",
            List.of(),
            NicStatus.Path.NONE,
            "no driver has started the synthetic NIC",
            Optional.empty(),
            Optional.of(new NicStatus.Synthetic("/run/b0-syn.sock", false, false)),
            Optional.empty(),
            0));
  }

  @Override
  public Optional<VfControl> vf(String nic) {
    return nic.equals("a0") ? Optional.of(vf) : Optional.empty();
  }

  @Override
  public List<FlowEntry> flows(int most) {
    FlowEntry tcp =
        new FlowEntry(
            "a0",
            IpProtocol.TCP,
            "10.0.0.1",
            OptionalInt.of(40_000),
            "10.0.0.2",
            OptionalInt.of(443),
            Action.ALLOW,
            17,
            250);
    FlowEntry ping =
        new FlowEntry(
            "b0",
            IpProtocol.ICMP,
            "10.0.0.2",
            OptionalInt.empty(),
            "10.0.0.1",
            OptionalInt.empty(),
            Action.DENY,
            1,
            9_000);
    return List.of(tcp, ping).subList(0, Math.min(most, 2));
  }

  @Override
  public List<Policy> policies() {
    return List.copyOf(policies.values());
  }

  @Override
  public void apply(Policy policy) {
    policies.put(policy.name(), policy);
  }

  @Override
  public void forget(String policy) {
    policies.remove(policy);
  }

  @Override
  public void listen(TransitionListener listener) {
    listeners.add(listener);
  }

  @Override
  public void inspect(Node node) {
    node.value("frames", 7).child("switch").value("name", "s");
  }

  private final class FakeVf implements VfControl {
    private VfState state = VfState.ACTIVE;

    @Override
    public String nic() {
      return "a0";
    }

    @Override
    public String machine() {
      return "a";
    }

    @Override
    public VfState state() {
      return state;
    }

    @Override
    public String explanation() {
      return "it is " + Shapes.word(state);
    }

    @Override
    public Transition revoke(RevokeMode mode) throws OperationException {
      if (state == VfState.REVOKED) {
        throw new OperationException(Reason.REFUSED_IN_STATE, "it is revoked already; restore it");
      }
      return run(Operation.REVOKE, Optional.of(mode), Optional.empty(), VfState.REVOKED);
    }

    @Override
    public Transition restore() throws OperationException {
      return run(Operation.RESTORE, Optional.empty(), Optional.empty(), VfState.ACTIVE);
    }

    @Override
    public Transition service(VfEvent event) throws OperationException {
      return run(Operation.SERVICE, Optional.empty(), Optional.of(event), state);
    }

    private Transition run(
        Operation operation, Optional<RevokeMode> mode, Optional<VfEvent> event, VfState next)
        throws OperationException {
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      synchronized (done) {
        done.add(
            operation + mode.map(m -> " " + m).orElse("") + event.map(e -> " " + e).orElse(""));
        done.notifyAll();
      }
      VfState before = state;
      state = next;
      Transition transition =
          new Transition(
              "a0",
              List.of("a1"),
              operation,
              mode,
              event,
              Instant.EPOCH,
              List.of(new Step(Step.MIGRATE, 1.25)),
              event.isPresent() ? Transition.Outcome.NO_REACTION : Transition.Outcome.DONE,
              state,
              "",
              Map.of("vf_from_guest", 1L),
              Map.of("vf_from_guest", 2L));
      listeners.forEach(listener -> listener.became("a0", before, next, "told to"));
      listeners.forEach(listener -> listener.ended(transition));
      return transition;
    }

    @Override
    public List<Transition> history() {
      return List.of();
    }

    @Override
    public void inspect(Node node) {
      node.value("state", Shapes.word(state));
    }
  }
}
