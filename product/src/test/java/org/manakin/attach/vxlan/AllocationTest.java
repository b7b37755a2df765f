package org.manakin.attach.vxlan;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/** Frames through a tunnel and back are free. */
class AllocationTest extends VxlanBed {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int ROUNDS = 2000;

  /** The JVM compiles in the background: it may take a while until nothing is left to box. */
  private static final int MOST_BLOCKS = 200;

  private long taken;

  AllocationTest() throws IOException {}

  @Test
  void sendingAndReceivingAllocateNothing() throws IOException {
    VxlanTunnel tunnel = tunnel(c -> c, VxlanSegment.of(VNI, two.address()));
    // a second tunnel at the first's own door, from a listed host
    VxlanTunnel sender =
        tunnel(
            c ->
                VxlanConfig.of(
                    new java.net.InetSocketAddress(two.address().getAddress(), 0), c.segments()),
            VxlanSegment.of(VNI, tunnel.localAddress()));
    tunnel.connect(VNI, frame -> taken += frame.length());
    Frame partial = Packets.frame(Packets.tcp4().payload(1000).partial().build(), 100);
    partial.setChecksumPartial(true);
    Frame arp = Packets.frame(frame(THERE, BROADCAST));
    Port out = sender.port(VNI);
    int blocks = 0;
    long allocated;
    do {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < ROUNDS; i++) {
        out.deliver(partial);
        out.deliver(arp);
        tunnel.work();
      }
      allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      blocks++;
    } while (allocated > 0 && blocks < MOST_BLOCKS);
    assertThat(allocated).isZero();
    assertThat(taken).isPositive();
    assertThat(sender.counters(VNI).get(VxlanCounter.DATAGRAMS_OUT))
        .isEqualTo(2L * ROUNDS * blocks);
  }
}
