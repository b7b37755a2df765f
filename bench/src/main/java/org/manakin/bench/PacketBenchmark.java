package org.manakin.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.manakin.packet.Headers;
import org.manakin.packet.RssHash;
import org.manakin.packet.Toeplitz;
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

/** What is done once for each frame: finding its headers, and the hash that names its queue. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PacketBenchmark {
  private static final int BYTES = 100;

  private final Headers headers4 = new Headers();
  private final Headers headers6 = new Headers();
  private final MemorySegment tcp4 = Arena.ofAuto().allocate(BYTES, Long.BYTES);
  private final MemorySegment tcp6 = Arena.ofAuto().allocate(BYTES, Long.BYTES);
  private final RssHash hash;

  public PacketBenchmark() {
    byte[] key = new byte[Toeplitz.KEY_BYTES];
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) (i * 41 + 7);
    }
    hash = new RssHash(key, RssHash.DEFAULT_TYPES);
  }

  @Setup
  public void frames() {
    MemorySegment.copy(Frames.tcp4(BYTES), 0, tcp4, ValueLayout.JAVA_BYTE, 0, BYTES);
    MemorySegment.copy(Frames.tcp6(BYTES), 0, tcp6, ValueLayout.JAVA_BYTE, 0, BYTES);
    headers4.parse(tcp4, 0, BYTES, BYTES);
    headers6.parse(tcp6, 0, BYTES, BYTES);
    if (!headers4.tcp() || !headers6.tcp()) {
      throw new IllegalStateException("the frames to parse are not TCP");
    }
  }

  @Benchmark
  public int parseIpv4() {
    headers4.parse(tcp4, 0, BYTES, BYTES);
    return headers4.payload();
  }

  @Benchmark
  public int parseIpv6() {
    headers6.parse(tcp6, 0, BYTES, BYTES);
    return headers6.payload();
  }

  @Benchmark
  public long hashIpv4() {
    return hash.of(headers4, tcp4, 0);
  }

  @Benchmark
  public long hashIpv6() {
    return hash.of(headers6, tcp6, 0);
  }
}
