package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Map;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.AdapterState;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.QueuePair;
import org.manakin.driver.RxPacket;
import org.manakin.driver.SendQueue;
import org.manakin.driver.TxPacket;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.observe.Node;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/**
 * A well-behaved guest with an adapter of its own, at the other end of the wire: nothing that comes
 * over the wire may hinder it.
 */
final class Neighbour {
  static final long MAC = 0x020000000002L;
  private static final int MEMORY = 1 << 20;
  private static final int BUFFERS = 64;
  private static final int BUFFER_BYTES = 2048;

  private final InProcessBacking backing;
  private final QueuePair pair;
  private final DmaBuffer rx;
  private final DmaBuffer tx;
  private final TxPacket packet = new TxPacket();
  private final byte[] probe = Packets.udp4().macs(MAC, 0x020000000001L).payload(58).build();
  private final MemorySegment greeting;
  private final Frame frame = new Frame();
  private long lastReceived;

  Neighbour() {
    EthernetConfig ethernet = EthernetConfig.of(new MacAddress(MAC)).withQueues(1);
    backing = new InProcessBacking(new AdapterConfig("neighbour", ethernet), Clock.SYSTEM, MEMORY);
    ManaDevice device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full());
    device.vport(0).open(VportConfig.pairs(1));
    pair = device.vport(0).pair(0);
    rx = device.allocate(BUFFERS * BUFFER_BYTES);
    tx = device.allocate(probe.length);
    MemorySegment.copy(probe, 0, tx.segment(), ValueLayout.JAVA_BYTE, 0, probe.length);
    for (long i = 0; i < BUFFERS; i++) {
      boolean posted = pair.receive().post(rx.address() + i * BUFFER_BYTES, BUFFER_BYTES, i);
      require(posted, "a fresh RQ has room");
    }
    pair.receive().ring();
    device.vport(0).steer(device.vport(0).spread(), p -> {});
    greeting = MemorySegment.ofArray(Packets.udp4().macs(0x020000000001L, MAC).payload(58).build());
  }

  Port port() {
    return backing.adapter().port(0);
  }

  void connect(Port out) {
    backing.adapter().port(0).connect(out);
  }

  /** Takes what came and gives the buffers back. */
  void poll() {
    backing.adapter().work();
    pair.receive().poll(this::take, Integer.MAX_VALUE);
    pair.receive().ring();
  }

  private void take(RxPacket p) {
    lastReceived = p.cookie();
    pair.receive().post(rx.address() + p.cookie() * BUFFER_BYTES, BUFFER_BYTES, p.cookie());
  }

  /** Sends a frame towards the hostile guest, which must complete whatever becomes of it there. */
  void send() {
    long before = pair.send().completed(SendQueue.OKAY);
    packet.clear().add(tx.address(), probe.length);
    require(pair.send().post(packet, 0), "the neighbour's SQ has room");
    pair.send().ring();
    backing.adapter().work();
    pair.send().poll(null, Integer.MAX_VALUE);
    require(pair.send().completed(SendQueue.OKAY) == before + 1, "the neighbour's send completes");
  }

  /** Fails unless the neighbour sends, receives what was sent, and has met nothing odd. */
  void assertWell() {
    poll();
    send();
    long frames = pair.receive().frames();
    frame.clear();
    frame.add(greeting, 0, (int) greeting.byteSize());
    frame.headers().parse(greeting, 0, (int) greeting.byteSize(), (int) greeting.byteSize());
    port().deliver(frame);
    port().flush();
    poll();
    require(pair.receive().frames() == frames + 1, "the neighbour receives one frame for one");
    byte[] got =
        rx.segment()
            .asSlice(lastReceived * BUFFER_BYTES, greeting.byteSize())
            .toArray(ValueLayout.JAVA_BYTE);
    require(Arrays.equals(got, greeting.toArray(ValueLayout.JAVA_BYTE)), "byte by byte");
    require(pair.receive().outstanding() == BUFFERS, "all its buffers are posted");
    require(pair.receive().unexpected() + pair.send().unexpected() == 0, "no odd completion");
    require(backing.adapter().state() == AdapterState.ACTIVE, "its adapter is active");
    Map<String, Object> tree = Node.of(backing.adapter()).toMap();
    require(Map.of().equals(tree.get("incidents")), "no incident: " + tree);
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new AssertionError("does not hold: " + what);
    }
  }
}
