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
 * What a send costs whose frame goes nowhere: the driver writes the WQE, the device reads and
 * checks it, finds the memory, parses the headers and completes. One operation is one WQE of a
 * burst of {@value #BURST}.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class WqeBenchmark {
  private static final int BURST = 8;
  private static final int PIECE = 64;

  @Param({"1", "4", "31"})
  public int sges;

  private final Station from = new Station(Frames.FIRST_MAC, 0, 0);
  private final TxPacket packet = new TxPacket();
  private long address;

  @Setup
  public void place() {
    address = from.place(Frames.tcp4(sges * PIECE));
  }

  @Benchmark
  @OperationsPerInvocation(BURST)
  public int send() {
    for (int i = 0; i < BURST; i++) {
      packet.clear();
      for (int k = 0; k < sges; k++) {
        packet.add(address + (long) k * PIECE, PIECE);
      }
      from.post(packet);
    }
    int sent = from.send();
    if (sent != BURST) {
      throw new IllegalStateException(sent + " WQEs were completed");
    }
    return sent;
  }
}
