package org.manakin.adapter;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.manakin.adapter.ethernet.Ethernet;
import org.manakin.adapter.ethernet.EthernetCommands;
import org.manakin.adapter.ethernet.VportPort;
import org.manakin.adapter.gdma.GdmaFunction;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.gdma.InterruptSink;
import org.manakin.adapter.gdma.Limits;
import org.manakin.adapter.gdma.Smc;
import org.manakin.adapter.gdma.Timers;
import org.manakin.adapter.hwc.Command;
import org.manakin.adapter.hwc.Devices;
import org.manakin.adapter.hwc.GdmaCommands;
import org.manakin.adapter.hwc.HardwareChannel;
import org.manakin.adapter.hwc.VerifyVfDriverVersion;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.adapter.pci.ConfigSpace;
import org.manakin.adapter.pci.RegisterBar;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Clock;
import org.manakin.observe.EventRing;
import org.manakin.observe.Incidents;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;

/**
 * A MANA adapter: what a driver finds behind PCI 1414:00ba, and what its host does with it.
 *
 * <p>One service thread makes all calls of the PCI side and {@link #work}. The vPorts' {@linkplain
 * #port ports}, {@link #raise} and {@link #inspect} may be used by any thread. Nothing that a guest
 * does makes a method throw.
 */
public final class Adapter implements Inspectable {
  private static final int EVENTS_KEPT = 256;
  private static final int INCIDENTS_KEPT = 256;

  private final AdapterConfig config;
  private final GuestMemory memory;
  private final InterruptSink interrupts;
  private final Limits limits;
  private final Clock clock;
  private final Runnable wake;
  private final Incidents incidents;
  private final EventRing events;
  private final List<VportPort> ports = new ArrayList<>();
  private final ConfigSpace configSpace;
  private final Smc smc;
  private final RegisterBar registers;
  private volatile AdapterState state = AdapterState.IDLE;
  private volatile @Nullable Life life;
  private long lives;

  /** What exists between ESTABLISH and DESTROY; a reset drops it whole. */
  private record Life(
      Timers timers, GdmaFunction function, Ethernet ethernet, HardwareChannel channel) {}

  /**
   * @param wake makes the service thread call {@link #work} soon; run by any thread
   */
  public Adapter(
      AdapterConfig config,
      GuestMemory memory,
      InterruptSink interrupts,
      Clock clock,
      Runnable wake) {
    this.config = config;
    this.memory = memory;
    this.interrupts = interrupts;
    this.limits = config.limits();
    this.clock = clock;
    this.wake = wake;
    this.incidents = new Incidents(clock, INCIDENTS_KEPT);
    this.events = new EventRing(clock, EVENTS_KEPT);
    for (int i = 0; i < config.ethernet().vports(); i++) {
      ports.add(new VportPort());
    }
    this.configSpace = new ConfigSpace(limits.vectors(), this::functionLevelReset);
    this.smc = new Smc(new SmcRequests());
    this.registers = new RegisterBar(smc, this::doorbell, incidents);
  }

  public String name() {
    return config.name();
  }

  public AdapterConfig config() {
    return config;
  }

  public AdapterState state() {
    return state;
  }

  /** Vectors of the MSI-X table. */
  public int vectors() {
    return limits.vectors();
  }

  /** The place of vPort {@code vport} in the host's network. */
  public VportPort port(int vport) {
    return ports.get(vport);
  }

  /** Bytes of a BAR, a power of two; 0 for one that does not exist. */
  public int barSize(int bar) {
    return switch (bar) {
      case BarLayout.REGISTER_BAR -> BarLayout.REGISTER_BAR_SIZE;
      case BarLayout.MSIX_BAR -> BarLayout.MSIX_BAR_SIZE;
      default -> 0;
    };
  }

  /** A load of 1 to 8 bytes from configuration space. */
  public long readConfig(int offset, int size) {
    return state == AdapterState.DEAD ? allOnes(size) : configSpace.read(offset, size);
  }

  /** A store of 1 to 8 bytes to configuration space. */
  public void writeConfig(int offset, int size, long value) {
    guarded(() -> configSpace.write(offset, size, value));
  }

  /** A load of 1 to 8 bytes from a BAR; all-ones from a failed or dead adapter. */
  public long readBar(int bar, long offset, int size) {
    if (bar != BarLayout.REGISTER_BAR) {
      return 0;
    }
    return state.gone() ? allOnes(size) : registers.read(offset, size);
  }

  private static long allOnes(int size) {
    return -1L >>> (64 - 8 * size);
  }

  /** A store of 1 to 8 bytes to a BAR. */
  public void writeBar(int bar, long offset, int size, long value) {
    if (bar != BarLayout.REGISTER_BAR || state.gone()) {
      return;
    }
    try {
      registers.write(offset, size, value);
    } catch (InternalError e) {
      memoryVanished();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /**
   * Does what doorbells and deadlines asked for.
   *
   * @return how much was done; 0 if there is nothing to do before {@link #nextDeadline}
   */
  public int work() {
    Life now = life;
    if (now == null || state.gone()) {
      return 0;
    }
    try {
      return now.timers.fire() + now.ethernet.work();
    } catch (InternalError e) {
      memoryVanished();
    } catch (RuntimeException e) {
      fail(e);
    }
    return 0;
  }

  /**
   * When {@link #work} should be called at the latest, in nanoseconds of the clock; {@link
   * Long#MAX_VALUE} for never.
   */
  public long nextDeadline() {
    Life now = life;
    return now == null ? Long.MAX_VALUE : now.timers.earliest();
  }

  /**
   * Puts everything a driver can see or make back to the state after power-on. Nothing is left
   * behind.
   */
  public void reset() {
    events.add("reset");
    configSpace.reset();
    endLife();
    become(AdapterState.IDLE);
  }

  /**
   * Returns when no thread uses a guest address that it looked up before the call. The service
   * thread.
   */
  public void settle() {
    Life now = life;
    if (now != null) {
      now.ethernet.settle();
    }
  }

  /**
   * Stops the data path without a word, or lets it go on: sends stay posted, frames for the guest
   * are lost and counted; commands and events work as ever. Lasts over resets. The service thread.
   */
  public void stall(boolean on) {
    events.add(on ? "data path stalled" : "data path resumed");
    ports.forEach(port -> port.stall(on));
    Life now = life;
    if (!on && now != null) {
      now.ethernet.unstalled();
    }
  }

  /** Completes every send that is posted, as not sent. The service thread. */
  public void giveUpSends() {
    Life now = life;
    if (now != null) {
      guarded(now.ethernet::giveUpSends);
    }
  }

  /**
   * The adapter dies: from now on it reads as all-ones, does nothing and tells nobody, until it is
   * reset. The service thread.
   */
  public void kill() {
    events.add("died");
    endLife();
    become(AdapterState.DEAD);
  }

  /** Tells the driver something. False if there is no driver to be told. Any thread. */
  public boolean raise(ServiceEvent event) {
    Life now = life;
    if (now == null) {
      return false;
    }
    events.add(event.toString());
    now.channel.postEvent(event.eqeType(), event.detail());
    return true;
  }

  private void functionLevelReset() {
    events.add("function level reset");
    endLife();
    become(AdapterState.IDLE);
  }

  private void endLife() {
    Life now = life;
    life = null;
    smc.reset();
    if (now != null) {
      now.ethernet.close();
      now.function.close();
    }
  }

  private void doorbell(int page, int offset, long value) {
    Life now = life;
    if (now == null) {
      incidents.record(Incident.DOORBELL_UNKNOWN_QUEUE, page);
      return;
    }
    now.function.doorbell(page, offset, value);
  }

  private void become(AdapterState next) {
    if (!state.mayBecome(next)) {
      throw new IllegalStateException(state + " must not become " + next);
    }
    state = next;
  }

  private void guarded(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      fail(e);
    }
  }

  /**
   * The file behind guest memory was truncated: the environment's fault, which ends this driver's
   * life and nothing else.
   */
  private void memoryVanished() {
    incidents.record(Incident.MEMORY_VANISHED, 0);
    reset();
  }

  /** A defect of ours: the adapter stops, and keeps what it knows for whoever looks. */
  private void fail(RuntimeException defect) {
    events.add("failed: " + defect);
    for (StackTraceElement frame : defect.getStackTrace()) {
      events.add("  at " + frame);
    }
    try {
      endLife();
    } finally {
      become(AdapterState.FAILED);
    }
  }

  private void met(VerifyVfDriverVersion.Driver driver) {
    events.add(
        "driver: %s %s, capabilities 0x%x"
            .formatted(driver.name(), driver.release(), driver.capabilities()));
  }

  private final class SmcRequests implements Smc.Handler {
    @Override
    public boolean establish(long eq, long cq, long rq, long sq, int vector) {
      if (state != AdapterState.IDLE) {
        return false;
      }
      Timers timers = new Timers(clock, wake);
      GdmaFunction function = new GdmaFunction(memory, interrupts, timers, incidents, limits);
      Ethernet ethernet = new Ethernet(config.ethernet(), function, ports);
      Devices devices = new Devices(function, List.of(ethernet));
      List<Command> commands =
          new ArrayList<>(GdmaCommands.of(function, devices, Adapter.this::met));
      commands.addAll(EthernetCommands.of(ethernet));
      HardwareChannel channel =
          HardwareChannel.establish(
              function, commands, events, new HardwareChannel.Pages(eq, cq, rq, sq), vector);
      life = new Life(timers, function, ethernet, channel);
      lives++;
      become(AdapterState.ACTIVE);
      return true;
    }

    @Override
    public void destroy() {
      events.add("hardware channel destroyed");
      endLife();
      become(AdapterState.IDLE);
    }

    @Override
    public void timeoutReported(int waitedMillis) {
      events.add("driver waited " + waitedMillis + " ms for the hardware channel");
    }
  }

  @Override
  public void inspect(Node node) {
    node.value("state", state.name());
    node.value("lives", lives);
    Life now = life;
    if (now != null) {
      node.value("requests", now.channel.requests());
      node.child("gdma", now.function);
      node.child("ethernet", now.ethernet);
    }
    node.child("incidents", incidents);
    node.child("events", events);
  }
}
