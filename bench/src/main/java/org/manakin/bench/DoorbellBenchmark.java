package org.manakin.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vfiouser.DmaTable;
import org.manakin.attach.vfiouser.MsixVectors;
import org.manakin.attach.vfiouser.PciDevice;
import org.manakin.attach.vfiouser.VfioUserServer;
import org.manakin.linux.Descriptors;
import org.manakin.linux.UnixStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * {@value #DOORBELLS} doorbells that a client posted, each a message of its own, read with one
 * system call and handed to a device that only counts them. One operation is one doorbell; the
 * client's sending is part of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class DoorbellBenchmark {
  private static final int DOORBELLS = 64;
  private static final int HEADER = 16;
  private static final int MESSAGE = HEADER + 16 + 8;
  private static final int REGION_WRITE = 10;
  private static final int VERSION = 1;
  private static final int NO_REPLY = 0x10;
  private static final long WINDOW = 1L << 32;

  private final CountingDevice device = new CountingDevice();
  private final MemorySegment messages = Arena.ofAuto().allocate(DOORBELLS * MESSAGE, Long.BYTES);
  private final Path directory;
  private final VfioUserServer server;
  private final UnixStream client;

  public DoorbellBenchmark() {
    try {
      directory = Files.createTempDirectory("manakin-bench");
      server =
          VfioUserServer.open(
              directory.resolve("vf.sock"),
              device,
              new MsixVectors(1),
              DmaTable.reserve(WINDOW),
              new AttachmentEvents() {});
      client = UnixStream.connect(server.socket());
    } catch (IOException e) {
      throw new IllegalStateException("no server to measure", e);
    }
  }

  @Setup
  public void negotiate() {
    put(0, VERSION, HEADER + 4);
    require(client.send(messages, 0, HEADER + 4) == HEADER + 4);
    Descriptors none = new Descriptors();
    MemorySegment answer = Arena.ofAuto().allocate(4096, Long.BYTES);
    int received = 0;
    for (int i = 0; i < 10 && received <= 0; i++) {
      int ignored = server.work();
      received = client.receive(answer, 0, (int) answer.byteSize(), none);
    }
    require(received > HEADER);
    for (int i = 0; i < DOORBELLS; i++) {
      int at = i * MESSAGE;
      put(at, REGION_WRITE, MESSAGE);
      messages.set(ValueLayout.JAVA_INT_UNALIGNED, at + 8L, NO_REPLY);
      messages.set(ValueLayout.JAVA_LONG_UNALIGNED, at + 16L, 8L * i);
      messages.set(ValueLayout.JAVA_INT_UNALIGNED, at + 28L, Long.BYTES);
    }
  }

  private void put(int at, int command, int bytes) {
    messages.set(ValueLayout.JAVA_SHORT_UNALIGNED, at + 2L, (short) command);
    messages.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4L, bytes);
  }

  private static void require(boolean holds) {
    if (!holds) {
      throw new IllegalStateException("the server does not behave");
    }
  }

  @Benchmark
  @OperationsPerInvocation(DOORBELLS)
  public long posted() {
    long before = device.doorbells;
    require(client.send(messages, 0, DOORBELLS * MESSAGE) == DOORBELLS * MESSAGE);
    int ignored = server.work();
    require(device.doorbells - before == DOORBELLS);
    return device.doorbells;
  }

  @TearDown
  public void close() throws IOException {
    client.close();
    server.close();
    Files.delete(directory);
  }

  /** One BAR, and doorbells without effect. */
  private static final class CountingDevice implements PciDevice {
    private static final int BAR = 4096;
    private long doorbells;

    @Override
    public long readConfig(int offset, int bytes) {
      return 0;
    }

    @Override
    public void writeConfig(int offset, int bytes, long value) {}

    @Override
    public int barSize(int bar) {
      return bar == 0 ? BAR : 0;
    }

    @Override
    public long readBar(int bar, long offset, int bytes) {
      return 0;
    }

    @Override
    public void writeBar(int bar, long offset, int bytes, long value) {
      doorbells++;
    }

    @Override
    public int msixVectors() {
      return 1;
    }

    @Override
    public void reset() {}

    @Override
    public int work() {
      return 0;
    }

    @Override
    public long nextDeadline() {
      return Long.MAX_VALUE;
    }
  }
}
