package org.manakin.bench;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.adapter.ethernet.VportPort;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.QueuePair;
import org.manakin.driver.RxHandler;
import org.manakin.driver.RxPacket;
import org.manakin.driver.TxPacket;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.packet.MacAddress;
import org.manakin.vswitch.Endpoint;
import org.manakin.vswitch.LegKind;

/** An adapter with the driver on it, one queue pair, all in this thread. */
final class Station {
  private static final int MEMORY = 8 << 20;
  private static final int RX_MEMORY = 4 << 20;
  private static final int TX_MEMORY = 128 << 10;

  final QueuePair pair;
  private final InProcessBacking backing;
  private final ManaDevice device;
  private final DmaBuffer rx;
  private final DmaBuffer tx;
  private final int bufferBytes;
  private final RxHandler taker = this::take;
  private long received;

  /**
   * @param buffers posted for receiving, each of {@code bufferBytes} bytes
   */
  Station(long mac, int buffers, int bufferBytes) {
    this.bufferBytes = bufferBytes;
    EthernetConfig ethernet = EthernetConfig.of(new MacAddress(mac)).withQueues(1);
    backing = new InProcessBacking(new AdapterConfig("bench", ethernet), Clock.SYSTEM, MEMORY);
    device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full());
    device.vport(0).open(VportConfig.pairs(1));
    pair = device.vport(0).pair(0);
    rx = device.allocate(RX_MEMORY);
    tx = device.allocate(TX_MEMORY);
    for (int i = 0; i < buffers; i++) {
      post(i);
    }
    pair.receive().ring();
    device.vport(0).steer(device.vport(0).spread(), p -> {});
  }

  /** Frames of this station go to {@code to}. */
  void join(Station to) {
    backing.adapter().port(0).connect(to.backing.adapter().port(0));
  }

  /** Makes this station the VF of an endpoint: it sends into the switch and receives from it. */
  void join(Endpoint endpoint) {
    VportPort port = backing.adapter().port(0);
    port.connect(endpoint.vf());
    port.guard(endpoint::owns);
    endpoint.vf().connect(port);
    endpoint.activate(LegKind.VF);
  }

  /** Puts a frame where it can be sent from; its bus address. */
  long place(byte[] frame) {
    MemorySegment.copy(frame, 0, tx.segment(), ValueLayout.JAVA_BYTE, 0, frame.length);
    return tx.address();
  }

  void post(TxPacket packet) {
    if (!pair.send().post(packet, 0)) {
      throw new IllegalStateException("the send ring is full");
    }
  }

  /** Hands what is posted to the device, lets it work, and takes the completions. */
  int send() {
    pair.send().ring();
    device.work();
    return pair.send().poll(null, Integer.MAX_VALUE);
  }

  /** Takes what came and gives the buffers back. */
  int receive() {
    int n = pair.receive().poll(taker, Integer.MAX_VALUE);
    pair.receive().ring();
    return n;
  }

  /** Frames received so far. */
  long received() {
    return received;
  }

  private void take(RxPacket p) {
    received++;
    post((int) p.cookie());
  }

  private void post(int buffer) {
    long at = rx.address() + (long) buffer * bufferBytes;
    if (!pair.receive().post(at, bufferBytes, buffer)) {
      throw new IllegalStateException("the receive ring is full");
    }
  }
}
