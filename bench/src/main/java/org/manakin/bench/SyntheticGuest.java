package org.manakin.bench;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.vhostuser.SyntheticConfig;
import org.manakin.attach.vhostuser.SyntheticNic;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.UnixStream;
import org.manakin.linux.Window;

/**
 * A synthetic NIC and a guest of no more than a driver: one pair of rings in which descriptor i is
 * buffer i for ever. It wants no interrupts and does not kick.
 */
final class SyntheticGuest implements Closeable {
  static final int ENTRIES = 256;
  static final int HEADER = 12;

  /** Version 1, event indices, merging, checksums and large sends both ways. */
  static final long FEATURES = 1L << 32 | 1L << 30 | 1 << 29 | 1 << 15 | 3 << 11 | 3 << 7 | 3;

  private static final int MEMORY = 64 << 20;
  private static final int RX = 0;
  private static final int TX = 1;
  private static final int RING_BYTES = 64 << 10;
  private static final int AVAILABLE = 16 * ENTRIES;
  private static final int USED = AVAILABLE + 4096;
  private static final int BUFFERS = 2 * RING_BYTES;
  private static final long WINDOW = 1L << 32;
  private static final long USER = 0x7000_0000_0000L;
  private static final int MESSAGE = 12;
  private static final VarHandle INDEX = ValueLayout.JAVA_SHORT.varHandle();

  final SyntheticNic nic;
  private final Path directory;
  private final MemorySegment memory;
  private final MemorySegment message = Arena.ofAuto().allocate(256, 8);
  private final UnixStream stream;
  private final List<Fd> open = new ArrayList<>();
  private final int stride;
  private int posted;
  private int sent;

  /**
   * @param bufferBytes of each buffer, at most 72 KiB
   */
  SyntheticGuest(long features, int bufferBytes) throws IOException {
    stride = bufferBytes;
    directory = Files.createTempDirectory("manakin-bench");
    nic =
        SyntheticNic.open(
            directory.resolve("net.sock"),
            new SyntheticConfig(1, 9000),
            new AttachmentEvents() {},
            WINDOW);
    Fd object = keep(Memfd.create("guest", MEMORY));
    Window window = Window.reserve(WINDOW);
    memory = window.segment().asSlice(window.place(object).offset(), MEMORY);
    stream = UnixStream.connect(nic.socket());
    number(2, features);
    start(5, 40);
    message.set(ValueLayout.JAVA_INT, MESSAGE, 1);
    setLong(16, MEMORY);
    setLong(24, USER);
    tell(40, object);
    for (int ring = RX; ring <= TX; ring++) {
      startRing(ring);
    }
    if (!nic.port().hasRoom()) {
      throw new IllegalStateException("the receive ring does not run");
    }
  }

  private Fd keep(Fd fd) {
    open.add(fd);
    return fd;
  }

  private void startRing(int ring) throws IOException {
    long at = (long) ring * RING_BYTES;
    for (int i = 0; i < ENTRIES; i++) {
      memory.set(ValueLayout.JAVA_LONG, at + 16L * i, buffer(ring, i));
      memory.set(ValueLayout.JAVA_INT, at + 16L * i + 8, stride);
      memory.set(ValueLayout.JAVA_SHORT, at + 16L * i + 12, (short) (ring == RX ? 2 : 0));
      memory.set(ValueLayout.JAVA_SHORT, at + AVAILABLE + 4 + 2L * i, (short) i);
    }
    if (ring == RX) {
      postBuffers(ENTRIES / 2);
    }
    ringValue(18, ring, 1);
    ringValue(8, ring, ENTRIES);
    start(9, 40);
    message.set(ValueLayout.JAVA_INT, MESSAGE, ring);
    setLong(8, USER + at);
    setLong(16, USER + at + USED);
    setLong(24, USER + at + AVAILABLE);
    tell(40);
    number(12, ring, keep(Eventfd.create("kick")));
  }

  private long buffer(int ring, int i) {
    return BUFFERS + (long) (ring * ENTRIES + i) * stride;
  }

  /** Makes {@code count} more receive buffers available. */
  void postBuffers(int count) {
    posted += count;
    INDEX.setRelease(memory, AVAILABLE + 2L, (short) posted);
  }

  /** Puts a frame with its header into every send buffer. */
  void place(byte[] header, byte[] frame) {
    for (int i = 0; i < ENTRIES; i++) {
      long at = buffer(TX, i);
      MemorySegment.copy(header, 0, memory, ValueLayout.JAVA_BYTE, at, HEADER);
      MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, at + HEADER, frame.length);
      int length = HEADER + frame.length;
      memory.set(ValueLayout.JAVA_INT, RING_BYTES + 16L * i + 8, length);
    }
  }

  /** Makes the next {@code count} send buffers available and lets the NIC send them. */
  void send(int count) {
    sent += count;
    INDEX.setRelease(memory, RING_BYTES + AVAILABLE + 2L, (short) sent);
    while (used(TX) != (sent & 0xffff)) {
      int ignored = nic.work();
    }
  }

  /** How many receive buffers were filled so far, of the last 65536. */
  int received() {
    return used(RX);
  }

  private int used(int ring) {
    long at = (long) ring * RING_BYTES + USED + 2L;
    return Short.toUnsignedInt((short) INDEX.getAcquire(memory, at));
  }

  private void start(int request, int payload) {
    message.fill((byte) 0);
    message.set(ValueLayout.JAVA_INT, 0, request);
    message.set(ValueLayout.JAVA_INT, 4, 1);
    message.set(ValueLayout.JAVA_INT, 8, payload);
  }

  private void setLong(int offset, long value) {
    message.set(ValueLayout.JAVA_LONG_UNALIGNED, (long) MESSAGE + offset, value);
  }

  private void tell(int payload, Fd... passed) {
    int bytes = MESSAGE + payload;
    if (stream.send(message, 0, bytes, List.of(passed)) != bytes) {
      throw new IllegalStateException("the NIC does not take a message");
    }
    while (nic.work() > 0) {}
  }

  private void number(int request, long value, Fd... passed) {
    start(request, 8);
    setLong(0, value);
    tell(8, passed);
  }

  private void ringValue(int request, int ring, int value) {
    start(request, 8);
    message.set(ValueLayout.JAVA_INT, MESSAGE, ring);
    message.set(ValueLayout.JAVA_INT, MESSAGE + 4L, value);
    tell(8);
  }

  @Override
  public void close() throws IOException {
    stream.close();
    nic.close();
    open.forEach(Fd::close);
    Files.delete(directory);
  }
}
