package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.AdapterConfig;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.ReceiveQueue;
import org.manakin.driver.RxHandler;
import org.manakin.driver.SendQueue;
import org.manakin.driver.TxPacket;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.packet.Packets;

/** The whole way of a frame, driver to driver, allocates nothing. */
class AllocationTest {
  private static final int BURST = 32;
  private static final int BUFFER = 2048;
  private static final int WARM_UP = 2_000;
  private static final int MEASURED = 1_000;

  private final InProcessBacking a = backing(1);
  private final InProcessBacking b = backing(2);
  private final ManaDevice from = ManaDevice.open(a, Clock.SYSTEM, DriverConfig.full());
  private final ManaDevice to = ManaDevice.open(b, Clock.SYSTEM, DriverConfig.full());
  private final TxPacket packet = new TxPacket();
  private final byte[] frame =
      Packets.tcp4().macs(0x020000000001L, 0x020000000002L).payload(600).build();
  private long received;

  private static InProcessBacking backing(int number) {
    return new InProcessBacking(
        new AdapterConfig("test", Station.ethernet(number)), Clock.SYSTEM, Station.MEMORY);
  }

  @Test
  void forwardingAllocatesNothing() {
    a.adapter().port(0).connect(b.adapter().port(0));
    from.vport(0).open(VportConfig.pairs(1));
    to.vport(0).open(VportConfig.pairs(1));
    DmaBuffer tx = from.allocate(4096);
    MemorySegment.copy(frame, 0, tx.segment(), ValueLayout.JAVA_BYTE, 0, frame.length);
    DmaBuffer rx = to.allocate(2L * BURST * BUFFER);
    ReceiveQueue rq = to.vport(0).pair(0).receive();
    for (int i = 0; i < 2 * BURST; i++) {
      assertThat(rq.post(rx.address() + (long) i * BUFFER, BUFFER, i)).isTrue();
    }
    rq.ring();
    to.vport(0).steer(to.vport(0).spread(), p -> {});
    SendQueue sq = from.vport(0).pair(0).send();
    RxHandler repost =
        p -> {
          received++;
          rq.post(rx.address() + p.cookie() * BUFFER, BUFFER, p.cookie());
        };
    var threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    for (int i = 0; i < WARM_UP; i++) {
      burst(sq, rq, tx.address(), repost);
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < MEASURED; i++) {
      burst(sq, rq, tx.address(), repost);
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(received).isEqualTo((long) (WARM_UP + MEASURED) * BURST);
    assertThat(allocated / MEASURED).as("bytes allocated by a burst of %d", BURST).isZero();
    from.close();
    to.close();
  }

  private void burst(SendQueue sq, ReceiveQueue rq, long address, RxHandler repost) {
    for (int i = 0; i < BURST; i++) {
      packet.clear().ipv4().tcpChecksum(34).add(address, 54).add(address + 54, frame.length - 54);
      if (!sq.post(packet, i)) {
        throw new IllegalStateException("the send ring is full");
      }
    }
    sq.ring();
    sq.arm();
    from.work();
    sq.poll(null, BURST);
    rq.poll(repost, BURST);
    rq.ring();
    rq.arm();
    to.work();
  }
}
