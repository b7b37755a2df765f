package org.manakin.bench;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A frame's way from one guest's transmit ring into another's receive ring, through two synthetic
 * NICs on one core, in bursts of {@value #BURST}; one operation is one frame of {@link #bytes}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SyntheticBenchmark {
  private static final int BURST = 32;
  private static final int BUFFER = 2048;
  private static final byte[] FINISHED = new byte[SyntheticGuest.HEADER];

  @Param({"64", "256", "1500"})
  public int bytes;

  private final SyntheticGuest from;
  private final SyntheticGuest to;

  public SyntheticBenchmark() {
    try {
      from = new SyntheticGuest(SyntheticGuest.FEATURES, BUFFER);
      to = new SyntheticGuest(SyntheticGuest.FEATURES, BUFFER);
    } catch (IOException e) {
      throw new IllegalStateException("no NIC to measure", e);
    }
  }

  @Setup
  public void join() {
    from.nic.connect(to.nic.port());
    from.place(FINISHED, Frames.tcp4(bytes));
  }

  @Benchmark
  @OperationsPerInvocation(BURST)
  public int plain() {
    int before = to.received();
    to.postBuffers(BURST);
    from.send(BURST);
    int received = to.received() - before & 0xffff;
    if (received != BURST) {
      throw new IllegalStateException(received + " frames were received");
    }
    return received;
  }

  @TearDown
  public void close() throws IOException {
    from.close();
    to.close();
  }
}
