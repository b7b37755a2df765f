package org.manakin.bench;

import java.util.concurrent.TimeUnit;
import org.manakin.driver.TxPacket;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One large send of nearly 64 KiB of TCP: cut by the device into segments of 1460 bytes with
 * headers and checksums of their own, and received segment by segment.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class LargeSendBenchmark {
  private static final int SEGMENT = 1460;
  private static final int SEGMENTS = 44;
  private static final int BYTES = Frames.TCP4_HEADERS + SEGMENTS * SEGMENT;
  private static final int BUFFERS = 64;
  private static final int BUFFER_BYTES = 2048;

  private final Station from = new Station(Frames.FIRST_MAC, BUFFERS, BUFFER_BYTES);
  private final Station to = new Station(Frames.SECOND_MAC, BUFFERS, BUFFER_BYTES);
  private final TxPacket packet = new TxPacket();
  private long address;

  @Setup
  public void join() {
    from.join(to);
    address = from.place(Frames.tcp4(BYTES));
  }

  @Benchmark
  public int segmented() {
    packet
        .clear()
        .ipv4()
        .ipChecksum()
        .tcpChecksum(34)
        .segment(SEGMENT)
        .add(address, Frames.TCP4_HEADERS)
        .add(address + Frames.TCP4_HEADERS, BYTES - Frames.TCP4_HEADERS);
    from.post(packet);
    int sent = from.send();
    long before = to.received();
    int completions = to.receive();
    if (sent != 1 || to.received() - before != SEGMENTS) {
      throw new IllegalStateException(to.received() - before + " segments were received");
    }
    return completions;
  }
}
