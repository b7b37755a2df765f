package org.manakin.loop;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.QueuePair;
import org.manakin.driver.RxPacket;
import org.manakin.driver.TxPacket;
import org.manakin.driver.Vport;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.packet.MacAddress;

/**
 * An adapter, the driver on it, one opened vPort with buffers posted, and a memory of all that was
 * sent and received. Nothing happens by itself: {@link #settle} lets it.
 */
final class Station implements AutoCloseable {
  static final int MEMORY = 32 << 20;

  /** A received frame and what the completion said of it. */
  record Received(
      int queue,
      byte[] bytes,
      boolean truncated,
      int coalesced,
      int hashType,
      int hash,
      boolean tagStripped,
      int vlanId,
      boolean ipGood,
      boolean transportGood,
      boolean transportBad) {}

  final InProcessBacking backing;
  final Adapter adapter;
  final ManaDevice device;
  final List<Received> received = new ArrayList<>();
  final List<Integer> completions = new ArrayList<>();
  final TxPacket packet = new TxPacket();
  private final int port;
  private DmaBuffer rxMemory;
  private int rxBytes;
  private final DmaBuffer txMemory;
  private int txAt;

  private Station(EthernetConfig ethernet, DriverConfig driver, Clock clock, int port) {
    this.port = port;
    backing = new InProcessBacking(new AdapterConfig("test", ethernet), clock, MEMORY);
    adapter = backing.adapter();
    device = ManaDevice.open(backing, clock, driver);
    txMemory = device.allocate(4 << 20);
    rxMemory = device.allocate(1);
  }

  static EthernetConfig ethernet(int number) {
    return EthernetConfig.of(MacAddress.parse("02:00:00:00:00:0" + number));
  }

  /** One queue pair with ample buffers on vPort 0. */
  static Station open(int number) {
    return open(ethernet(number), DriverConfig.full(), VportConfig.pairs(1), 9100, 64);
  }

  static Station open(
      EthernetConfig ethernet,
      DriverConfig driver,
      VportConfig queues,
      int bufferBytes,
      int buffers) {
    return open(ethernet, driver, queues, bufferBytes, buffers, Clock.SYSTEM);
  }

  static Station open(
      EthernetConfig ethernet,
      DriverConfig driver,
      VportConfig queues,
      int bufferBytes,
      int buffers,
      Clock clock) {
    Station s = new Station(ethernet, driver, clock, 0);
    s.start(queues, bufferBytes, buffers);
    return s;
  }

  /** The device is up, its vPorts closed. */
  static Station closed(EthernetConfig ethernet, DriverConfig driver) {
    return new Station(ethernet, driver, Clock.SYSTEM, 0);
  }

  void start(VportConfig queues, int bufferBytes, int buffers) {
    vport().open(queues);
    device.free(rxMemory);
    rxMemory = device.allocate((long) queues.pairs() * buffers * bufferBytes);
    rxBytes = bufferBytes;
    for (int q = 0; q < queues.pairs(); q++) {
      for (int i = 0; i < buffers; i++) {
        post(q, (long) (q * buffers + i) * bufferBytes);
      }
      vport().pair(q).receive().ring();
    }
    vport().steer(vport().spread(), p -> take(0, p));
  }

  private void post(int queue, long at) {
    if (!vport().pair(queue).receive().post(rxMemory.address() + at, rxBytes, at)) {
      throw new IllegalStateException("RQ ring too small for the buffers of the test");
    }
  }

  Vport vport() {
    return device.vport(port);
  }

  QueuePair pair(int index) {
    return vport().pair(index);
  }

  /** Sends a frame as it is, from one piece of memory, on queue 0. */
  void send(byte[] frame) {
    send(0, frame, p -> {});
  }

  /**
   * Sends a frame.
   *
   * @param offloads says what the device shall do to it
   * @param cuts where a new SGE starts
   */
  void send(int queue, byte[] frame, Consumer<TxPacket> offloads, int... cuts) {
    if (txAt + frame.length > txMemory.segment().byteSize()) {
      txAt = 0;
    }
    MemorySegment.copy(frame, 0, txMemory.segment(), ValueLayout.JAVA_BYTE, txAt, frame.length);
    packet.clear();
    int from = 0;
    for (int cut : cuts) {
      packet.add(txMemory.address() + txAt + from, cut - from);
      from = cut;
    }
    packet.add(txMemory.address() + txAt + from, frame.length - from);
    txAt += frame.length;
    offloads.accept(packet);
    if (!pair(queue).send().post(packet, 0)) {
      throw new IllegalStateException("SQ ring too small for the frames of the test");
    }
    pair(queue).send().ring();
  }

  /** Takes completions and frames of all queues; how many. */
  int poll() {
    int n = 0;
    for (int q = 0; q < vport().pairs(); q++) {
      int queue = q;
      n += pair(q).send().poll((cookie, type) -> completions.add(type), Integer.MAX_VALUE);
      n += pair(q).receive().poll(p -> take(queue, p), Integer.MAX_VALUE);
      pair(q).receive().ring();
    }
    return n;
  }

  private void take(int queue, RxPacket p) {
    int bytes = Math.min(p.length(), rxBytes);
    received.add(
        new Received(
            queue,
            rxMemory
                .segment()
                .asSlice(p.cookie(), p.truncated() ? 0 : bytes)
                .toArray(ValueLayout.JAVA_BYTE),
            p.truncated(),
            p.coalesced(),
            p.hashType(),
            p.hash(),
            p.tagStripped(),
            p.vlanId(),
            p.ipChecksumGood(),
            p.transportChecksumGood(),
            p.transportChecksumBad()));
    if (reposting) {
      post(queue, p.cookie());
    }
  }

  private boolean reposting = true;

  /** Used buffers are not posted again from now on. */
  void stopReposting() {
    reposting = false;
  }

  /** Lets all stations work until nothing happens any more. */
  static void settle(Station... stations) {
    int quiet = 0;
    while (quiet < 3) {
      int n = 0;
      for (Station s : stations) {
        n += s.adapter.work();
        n += s.poll();
      }
      quiet = n == 0 ? quiet + 1 : 0;
    }
  }

  /** Joins vPort 0 of each to that of the other. */
  static void join(Station a, Station b) {
    a.adapter.port(0).connect(b.adapter.port(0));
    b.adapter.port(0).connect(a.adapter.port(0));
  }

  @Override
  public void close() {
    device.close();
    device.free(txMemory);
    device.free(rxMemory);
  }
}
