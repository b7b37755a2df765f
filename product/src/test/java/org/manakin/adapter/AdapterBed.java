package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.adapter.gdma.Incident;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.memory.GuestMemory;
import org.manakin.observe.Node;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Doorbell;

/**
 * An adapter on a bench: guest memory, a clock that the test turns, interrupts and sent frames that
 * are collected. The hardware channel is brought up by hand with {@link #channel()}. After each
 * test the adapter must not have failed, and the state of a second adapter next to it must be what
 * it was.
 *
 * <pre>{@code
 * @RegisterExtension final AdapterBed bed = new AdapterBed();
 * }</pre>
 */
public final class AdapterBed implements AfterEachCallback {
  /** Of vPort 0, and the source address of frames that {@link Packets} makes. */
  public static final MacAddress MAC = new MacAddress(0x0200_0000_0001L);

  /** Bus address of the guest's RAM. */
  public static final long RAM = 0x10_0000;

  public static final int RAM_BYTES = 8 << 20;
  public static final int PAGE = 4096;
  private static final long REST_BYTES = 16 * PAGE;

  public final GuestMemory memory;
  public final Adapter adapter;
  public final List<Integer> interrupts = new ArrayList<>();

  /** What vPort 0 sent. */
  public final Packets.Collector wire = new Packets.Collector();

  /** The time, in nanoseconds. */
  public long now = 1_000_000_000L;

  private final Bystander bystander = new Bystander();
  private long next = RAM;
  private @Nullable RawHwc hwc;

  public AdapterBed() {
    this(UnaryOperator.identity());
  }

  /**
   * @param change makes the wanted configuration of one with one vPort and 4 queues
   */
  public AdapterBed(UnaryOperator<EthernetConfig> change) {
    memory = new GuestMemory(Arena.ofAuto().allocate(RAM_BYTES, PAGE));
    memory.map(RAM, RAM_BYTES, 0, true);
    EthernetConfig config = change.apply(EthernetConfig.of(MAC).withQueues(4));
    adapter =
        new Adapter(new AdapterConfig("bed", config), memory, interrupts::add, () -> now, () -> {});
    adapter.port(0).connect(wire);
  }

  /** The hardware channel, brought up at the first call. */
  public RawHwc channel() {
    RawHwc up = hwc;
    if (up == null) {
      up = RawHwc.establish(this);
      hwc = up;
    }
    return up;
  }

  /** A new hardware channel is to be brought up by the next {@link #channel()}. */
  public void forgetChannel() {
    hwc = null;
  }

  // ---- guest memory

  /** Bus address of {@code bytes} zeroed bytes on a page boundary, never given out before. */
  public long allocate(long bytes) {
    long at = next;
    next += (bytes + PAGE - 1) & -PAGE;
    assertThat(next).as("guest memory of the test bed").isLessThan(RAM + RAM_BYTES - REST_BYTES);
    return at;
  }

  public MemorySegment window() {
    return memory.window();
  }

  /** The place of a RAM address in the window, mapped for the device or not. */
  public static long place(long address) {
    return address - RAM;
  }

  public void put(long address, byte[] bytes) {
    MemorySegment.copy(bytes, 0, window(), ValueLayout.JAVA_BYTE, place(address), bytes.length);
  }

  public byte[] get(long address, int bytes) {
    return window().asSlice(place(address), bytes).toArray(ValueLayout.JAVA_BYTE);
  }

  // ---- registers

  public int read32(long offset) {
    return (int) adapter.readBar(BarLayout.REGISTER_BAR, offset, Integer.BYTES);
  }

  public void write32(long offset, int value) {
    adapter.writeBar(BarLayout.REGISTER_BAR, offset, Integer.BYTES, Integer.toUnsignedLong(value));
  }

  /** A doorbell, and the work it asks for. */
  public void ring(int page, int offset, long value) {
    long at = BarLayout.DOORBELL_OFFSET + (long) page * BarLayout.DOORBELL_PAGE + offset;
    adapter.writeBar(BarLayout.REGISTER_BAR, at, Doorbell.SIZE, value);
    work();
  }

  /** Works until there is nothing left to do at this time. */
  public void work() {
    for (int rounds = 0; adapter.work() > 0; rounds++) {
      assertThat(rounds).as("rounds of work without an end").isLessThan(100_000);
    }
  }

  /** Turns the clock and works. */
  public void pass(long nanos) {
    now += nanos;
    work();
  }

  // ---- what is to be seen from outside

  /** The inspection tree. */
  public Map<String, Object> tree() {
    return Node.of(adapter).toMap();
  }

  /** The event ring as text. */
  public String events() {
    return String.valueOf(tree().get("events"));
  }

  /**
   * What exists for the driver: the tree without what every request changes (records, and the
   * counters of the hardware channel's own queues).
   */
  public Map<String, Object> objects() {
    Map<String, Object> objects = new TreeMap<>(tree());
    objects.keySet().removeAll(List.of("requests", "incidents", "events", "lives"));
    RawHwc up = hwc;
    if (up != null && objects.get("gdma") instanceof Map<?, ?> gdma) {
      Map<Object, Object> others = new TreeMap<>(gdma);
      others.remove("eq" + up.eq().id());
      others.remove("cq" + up.cq().id());
      objects.put("gdma", others);
    }
    return objects;
  }

  /** A value of the tree by its path, for instance {@code "ethernet", "vport0", "tx_err_gdma"}. */
  public long value(String... path) {
    Object at = tree();
    for (String name : path) {
      at = at instanceof Map<?, ?> map ? map.get(name) : null;
    }
    return at instanceof Long value ? value : 0;
  }

  /** A counter of vPort 0. */
  public long counter(Enum<?> counter) {
    return value("ethernet", "vport0", Node.nameOf(counter));
  }

  /** How often something of the kind was recorded. */
  public long incidents(Incident kind) {
    long count = 0;
    if (tree().get("incidents") instanceof Map<?, ?> incidents
        && incidents.get("distinct") instanceof List<?> distinct) {
      for (Object each : distinct) {
        if (each instanceof Map<?, ?> incident
            && Node.nameOf(kind).equals(incident.get("code"))
            && incident.get("count") instanceof Long n) {
          count += n;
        }
      }
    }
    return count;
  }

  @Override
  public void afterEach(ExtensionContext context) {
    assertThat(adapter.state())
        .as(() -> Node.of(adapter).toText())
        .isNotEqualTo(AdapterState.FAILED);
    bystander.assertUntouched();
  }

  /** A second adapter, brought up and left alone. */
  private static final class Bystander {
    private final GuestMemory memory = new GuestMemory(Arena.ofAuto().allocate(4L * PAGE, PAGE));
    private final List<Integer> interrupts = new ArrayList<>();
    private final Adapter adapter =
        new Adapter(
            new AdapterConfig("bystander", EthernetConfig.of(new MacAddress(0x0200_0000_0077L))),
            memory,
            interrupts::add,
            () -> 0,
            () -> {});
    private final Map<String, Object> before;
    private final byte[] bytes;
    private final int raised;

    Bystander() {
      memory.map(RAM, 4L * PAGE, 0, true);
      RawHwc.requestChannel(adapter, RAM, RAM + PAGE, RAM + 2 * PAGE, RAM + 3 * PAGE, 0);
      before = Node.of(adapter).toMap();
      bytes = memory.window().toArray(ValueLayout.JAVA_BYTE);
      raised = interrupts.size();
    }

    void assertUntouched() {
      assertThat(adapter.state()).isEqualTo(AdapterState.ACTIVE);
      assertThat(Node.of(adapter).toMap()).as("a second adapter").isEqualTo(before);
      assertThat(memory.window().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(bytes);
      assertThat(interrupts).hasSize(raised);
    }
  }
}
