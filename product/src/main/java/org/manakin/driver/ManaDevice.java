package org.manakin.driver;

import java.util.ArrayList;
import java.util.List;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.observe.Clock;
import org.manakin.observe.Inspectable;
import org.manakin.observe.Node;
import org.manakin.wire.gdma.DeviceCapability;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.Eqe;

/**
 * An adapter under this driver's control, from {@link #open} to {@link #close}. One thread.
 *
 * <p>Call {@link #work} regularly: it takes the events of signalled vectors, marks the queues whose
 * completions they announce, and tells the listener of service events. Who polls the queues needs
 * it only for the latter.
 */
public final class ManaDevice implements AutoCloseable, Inspectable {
  /** Bytes of a device page. */
  static final int PAGE = 4096;

  private final DriverConfig config;
  private final DeviceRegisters registers;
  private final Hwc hwc;
  private final GdmaCommands gdma;
  private final List<Eq> sharedEqs = new ArrayList<>();
  private final List<Vport> vports = new ArrayList<>();
  private ServiceListener listener = new ServiceListener() {};
  private long capabilities;
  private Resources resources = new Resources(0, 0, 0, 0, 0, 0, 0);
  private List<DeviceId> devices = List.of();
  private DeviceId id = new DeviceId(DeviceType.MANA, 0);
  private boolean registered;
  private boolean closed;
  private Registration registration = new Registration(0, 0, 0);
  private DoorbellPage doorbells;
  private VportCommands commands;
  private AdapterConfig adapter = new AdapterConfig(0, 0, 0, 0, 0, 0);

  private ManaDevice(DriverConfig config, DeviceRegisters registers, Hwc hwc) {
    this.config = config;
    this.registers = registers;
    this.hwc = hwc;
    this.gdma = new GdmaCommands(hwc);
    this.doorbells = registers.doorbells(hwc.device(), hwc.parameters().doorbellPage());
    this.commands = new VportCommands(hwc, config, id);
  }

  /**
   * Brings the device up, in the order of most drivers: hardware channel, versions, resources,
   * registration, configuration, vPorts.
   *
   * @throws DriverException naming the step that failed; nothing is left in the device then
   */
  public static ManaDevice open(DeviceBacking backing, Clock clock, DriverConfig config) {
    DeviceRegisters registers = DeviceRegisters.read(backing);
    Hwc hwc = new HwcBootstrap(backing, clock, config, registers).establish();
    var device = new ManaDevice(config, registers, hwc);
    try {
      device.probe();
      return device;
    } catch (DriverException e) {
      device.closeAfter(e);
      throw e;
    }
  }

  private void probe() {
    if (config.testsEqs()) {
      testEq(DeviceId.HWC, hwc.eq());
    }
    capabilities = gdma.verifyVersion(config);
    if (config.queryHwcTimeout() && (capabilities & DeviceCapability.QUERY_HWC_TIMEOUT) != 0) {
      hwc.setTimeoutMillis(gdma.queryHwcTimeout(hwc.timeoutMillis()));
    }
    resources = gdma.queryMaxResources();
    devices = gdma.listDevices();
    id =
        devices.stream()
            .filter(d -> d.type() == DeviceType.MANA)
            .findFirst()
            .orElseThrow(
                () -> new DriverException("LIST_DEVICES names no Ethernet device: " + devices));
    commands = new VportCommands(hwc, config, id);
    if (config.queryBeforeRegister()) {
      adapter = commands.queryDevConfig();
    }
    registration = gdma.register(id);
    registered = true;
    doorbells = registers.doorbells(hwc.device(), registration.doorbellPage());
    adapter = commands.queryDevConfig();
    for (int i = 0; i < adapter.vports(); i++) {
      vports.add(new Vport(this, commands.queryVport(i)));
    }
  }

  /** Hears of service events from now on. */
  public void listen(ServiceListener serviceListener) {
    listener = serviceListener;
  }

  /**
   * Lets a device without a thread of its own work, takes the events of all signalled vectors and
   * delivers service events.
   *
   * @return events taken
   */
  public int work() {
    int n = hwc.events().service();
    return hwc.events().deliver(listener) + n;
  }

  public List<Vport> vports() {
    return vports;
  }

  public Vport vport(int index) {
    return vports.get(index);
  }

  public DriverConfig config() {
    return config;
  }

  public DeviceRegisters registers() {
    return registers;
  }

  /** The hardware channel, for requests of any content. */
  public Hwc hwc() {
    return hwc;
  }

  /** The GDMA commands, for those who want to send one by itself. */
  public GdmaCommands gdma() {
    return gdma;
  }

  /** The device capability flags of VERIFY_VF_DRIVER_VERSION. */
  public long capabilities() {
    return capabilities;
  }

  public Resources resources() {
    return resources;
  }

  /** What LIST_DEVICES named. */
  public List<DeviceId> devices() {
    return devices;
  }

  /** The Ethernet device. */
  public DeviceId id() {
    return id;
  }

  public Registration registration() {
    return registration;
  }

  /** The doorbell page of the driver's queues. */
  public DoorbellPage doorbells() {
    return doorbells;
  }

  public AdapterConfig adapter() {
    return adapter;
  }

  /** Asks for the counters of the whole function. */
  public GfStatistics statistics() {
    return commands.queryGfStatistics();
  }

  /** Asks for the counters of the physical port. */
  public PhyStatistics phyStatistics() {
    return commands.queryPhyStatistics();
  }

  /** Memory for frames: zeroed, contiguous and page aligned, until {@link #free}. */
  public DmaBuffer allocate(long bytes) {
    return hwc.device().allocate(bytes);
  }

  public void free(DmaBuffer buffer) {
    hwc.device().free(buffer);
  }

  /** Completion events for queues that do not exist. */
  public long strayCompletions() {
    return hwc.events().strayCompletions();
  }

  /**
   * Takes everything down in the reverse order and frees all memory but the caller's own buffers.
   * Does nothing if called again.
   */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (hwc.broken()) {
      forgetAll();
    } else {
      for (Vport vport : vports) {
        vport.close();
      }
      for (Eq eq : sharedEqs) {
        destroyEq(eq);
      }
      sharedEqs.clear();
      if (registered) {
        gdma.deregister(id);
      }
    }
    hwc.destroy();
  }

  /** Frees all memory without a word to the device, which was reset or is gone. */
  public void abandon() {
    if (!closed) {
      closed = true;
      forgetAll();
      hwc.abandon();
    }
  }

  private void closeAfter(DriverException cause) {
    try {
      close();
    } catch (DriverException second) {
      cause.addSuppressed(second);
    }
  }

  private void forgetAll() {
    vports.forEach(Vport::abandon);
    sharedEqs.forEach(this::forget);
    sharedEqs.clear();
  }

  VportCommands commands() {
    return commands;
  }

  Deadline deadline() {
    return new Deadline(hwc.clock(), hwc.timeoutMillis());
  }

  /** Memory for a ring and its DMA region; also noted in {@code rings}. */
  Ring ring(List<Ring> rings, int bytes) {
    DmaBuffer memory = hwc.device().allocate(bytes);
    try {
      var ring = new Ring(memory, gdma.createRegion(memory));
      rings.add(ring);
      return ring;
    } catch (DriverException e) {
      hwc.device().free(memory);
      throw e;
    }
  }

  /** The {@code index}th EQ of those that all vPorts share. */
  Eq sharedEq(int index, int entries) {
    while (sharedEqs.size() <= index) {
      sharedEqs.add(createEq(sharedEqs.size(), entries));
    }
    return sharedEqs.get(index);
  }

  /** A new EQ, the {@code index}th of its set, on the vector that follows from that. */
  Eq createEq(int index, int entries) {
    int usable = Math.min(hwc.device().vectors(), resources.vectors());
    var eq =
        new Eq(hwc.device().allocate((long) entries * Eqe.SIZE), entries, (index + 1) % usable);
    try {
      long region = gdma.createRegion(eq.memory());
      int bytes = entries * Eqe.SIZE;
      eq.named(gdma.createEq(id, registration, region, bytes, eq.vector()), doorbells);
    } catch (DriverException e) {
      hwc.device().free(eq.memory());
      throw e;
    }
    hwc.events().add(eq);
    if (config.testsEqs()) {
      testEq(id, eq);
    }
    eq.arm();
    return eq;
  }

  private void testEq(DeviceId owner, Eq eq) {
    int before = eq.tests();
    gdma.generateTestEqe(owner, eq.id());
    var deadline = deadline();
    while (eq.tests() == before) {
      hwc.events().service();
      eq.process(hwc.events());
      if (eq.tests() == before) {
        deadline.await("the test event of EQ " + eq.id());
      }
    }
  }

  void destroyEq(Eq eq) {
    if (config.testsEqs()) {
      testEq(id, eq);
    }
    gdma.disableEq(id, eq.id());
    forget(eq);
  }

  void forget(Eq eq) {
    hwc.events().remove(eq);
    hwc.device().free(eq.memory());
  }

  /** Shows what the driver knows and counts; to be called by the driver's thread. */
  @Override
  public void inspect(Node node) {
    node.value("device_capabilities", "0x%x".formatted(capabilities));
    node.value("requests", hwc.requests());
    node.value("timeout_ms", hwc.timeoutMillis());
    node.value("channel_broken", hwc.broken());
    node.value("stray_completions", strayCompletions());
    for (Vport vport : vports) {
      node.child("vport" + vport.info().index(), vport);
    }
  }
}
