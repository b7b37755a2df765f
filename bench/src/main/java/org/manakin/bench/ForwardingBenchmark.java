package org.manakin.bench;

import java.util.concurrent.TimeUnit;
import org.manakin.driver.TxPacket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame's whole way on one core: posted by a driver, sent by its adapter, copied by the other
 * adapter into a posted buffer, taken by the driver there, the buffer posted again. In bursts of
 * {@value #BURST}; one operation is one frame.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ForwardingBenchmark {
  static final int BURST = 32;
  private static final int BUFFERS = 2 * BURST;
  private static final int BUFFER_BYTES = 9216;

  @Param({"64", "256", "1500", "9000"})
  public int bytes;

  private final Station from = new Station(Frames.FIRST_MAC, BUFFERS, BUFFER_BYTES);
  private final Station to = new Station(Frames.SECOND_MAC, BUFFERS, BUFFER_BYTES);
  private final TxPacket packet = new TxPacket();
  private long address;

  @Setup
  public void join() {
    from.join(to);
    address = from.place(Frames.tcp4(bytes));
  }

  /** Without offloads. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int plain() {
    for (int i = 0; i < BURST; i++) {
      packet.clear().add(address, bytes);
      from.post(packet);
    }
    return exchange();
  }

  /** The sender's device fills the IPv4 and TCP checksums. */
  @Benchmark
  @OperationsPerInvocation(BURST)
  public int checksummed() {
    for (int i = 0; i < BURST; i++) {
      packet.clear().ipv4().ipChecksum().tcpChecksum(34).add(address, bytes);
      from.post(packet);
    }
    return exchange();
  }

  private int exchange() {
    int sent = from.send();
    int received = to.receive();
    if (sent != BURST || received != BURST) {
      throw new IllegalStateException(sent + " frames were sent, " + received + " received");
    }
    return received;
  }
}
