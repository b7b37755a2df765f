package org.manakin.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.UnixStream;
import org.manakin.linux.Window;

/**
 * QEMU's end of vhost-user with a guest of {@link #BYTES} bytes, and the layout of the guest's
 * rings: ring {@code i} has its three parts in the page at {@code i * PART}.
 */
final class VhostWire implements Closeable {
  static final int HEADER = 12;
  static final int BYTES = 64 << 10;
  static final long GUEST = 0x10_0000;
  static final long USER = 0x7000_0000_0000L;
  static final int RINGS = 4;
  static final int ENTRIES = 16;
  static final int PART = 1024;
  static final int AVAILABLE = 16 * ENTRIES;
  static final int USED = AVAILABLE + 64;
  static final int BUFFERS = RINGS * PART;
  static final int BUFFER = 2048;

  /** Version 1, event indices, indirect tables, merging, checksums, large sends both ways. */
  static final long FEATURES =
      1L << 32 | 1L << 30 | 0b11 << 28 | 1 << 15 | 0b11 << 11 | 0b11 << 7 | 3;

  static final int SET_FEATURES = 2;
  static final int SET_MEM_TABLE = 5;
  static final int SET_LOG_BASE = 6;
  static final int SET_VRING_NUM = 8;
  static final int SET_VRING_ADDR = 9;
  static final int SET_VRING_BASE = 10;
  static final int SET_VRING_KICK = 12;
  static final int SET_VRING_CALL = 13;
  static final int SET_PROTOCOL_FEATURES = 16;
  static final int GET_QUEUE_NUM = 17;
  static final int SET_VRING_ENABLE = 18;

  static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;

  private static final int ROOM = 4096;
  private static final MemorySegment OUT = Arena.ofAuto().allocate(ROOM, 8);
  private static final MemorySegment BACK = Arena.ofAuto().allocate(ROOM, 8);
  private static final Window WINDOW = window();

  final MemorySegment memory;
  final Fd object;
  final Fd log;
  final Fd kick;
  final Fd call;
  private final Path socket;
  private UnixStream stream;

  VhostWire(Path socket) throws IOException {
    this.socket = socket;
    object = Memfd.create("guest", BYTES);
    log = Memfd.create("log", BYTES);
    Memfd.seal(log);
    kick = Eventfd.create("kick");
    call = Eventfd.create("call");
    WINDOW.clear();
    memory = WINDOW.segment().asSlice(WINDOW.place(object).offset(), BYTES);
    stream = UnixStream.connect(socket);
  }

  private static Window window() {
    try {
      return Window.reserve(1L << 32);
    } catch (SyscallException e) {
      throw new IllegalStateException(e);
    }
  }

  void reconnect() throws SyscallException {
    stream.close();
    stream = UnixStream.connect(socket);
  }

  /** Where messages are built. */
  MemorySegment out() {
    return OUT;
  }

  /** Starts a message with a payload of zeros. */
  void start(int request, int flags, int payload) {
    OUT.asSlice(0, HEADER + payload).fill((byte) 0);
    OUT.set(INT, 0, request);
    OUT.set(INT, 4, flags | 1);
    OUT.set(INT, 8, payload);
  }

  /** Sends bytes of what was built; how many, or a negative error number. */
  int send(int from, int until, List<Fd> passed) {
    return stream.send(OUT, from, until - from, passed);
  }

  private void message(int payload, Fd... passed) {
    int ignored = send(0, HEADER + payload, List.of(passed));
  }

  void number(int request, long value, Fd... passed) {
    start(request, 0, 8);
    OUT.set(LONG, HEADER, value);
    message(8, passed);
  }

  void ringValue(int request, int ring, int value) {
    start(request, 0, 8);
    OUT.set(INT, HEADER, ring);
    OUT.set(INT, HEADER + 4, value);
    message(8);
  }

  void addresses(int ring, long base, int flags) {
    start(SET_VRING_ADDR, 0, 40);
    OUT.set(INT, HEADER, ring);
    OUT.set(INT, HEADER + 4, flags);
    OUT.set(LONG, HEADER + 8, base);
    OUT.set(LONG, HEADER + 16, base + USED);
    OUT.set(LONG, HEADER + 24, base + AVAILABLE);
    OUT.set(LONG, HEADER + 32, GUEST);
    message(40);
  }

  /** All that QEMU says until the rings run. */
  void setUp(long features) {
    number(SET_PROTOCOL_FEATURES, 0x801f);
    number(SET_FEATURES, features);
    start(SET_MEM_TABLE, 0, 40);
    OUT.set(INT, HEADER, 1);
    OUT.set(LONG, HEADER + 8, GUEST);
    OUT.set(LONG, HEADER + 16, BYTES);
    OUT.set(LONG, HEADER + 24, USER);
    message(40, object);
    for (int i = 0; i < RINGS; i++) {
      ringValue(SET_VRING_ENABLE, i, 1);
      ringValue(SET_VRING_NUM, i, ENTRIES);
      ringValue(SET_VRING_BASE, i, 0);
      addresses(i, USER + (long) i * PART, 0);
      number(SET_VRING_KICK, i, kick);
      number(SET_VRING_CALL, i, call);
    }
  }

  /** Posts a buffer of {@code bytes} bytes as the {@code index}th entry of a ring. */
  void post(int ring, int index, int bytes) {
    long base = (long) ring * PART;
    int slot = index % ENTRIES;
    long descriptor = base + 16L * slot;
    memory.set(LONG, descriptor, GUEST + buffer(ring, slot));
    memory.set(INT, descriptor + 8, bytes);
    memory.set(SHORT, descriptor + 12, (short) (ring % 2 == 0 ? 2 : 0));
    memory.set(SHORT, base + AVAILABLE + 4 + 2L * slot, (short) slot);
    memory.set(SHORT, base + AVAILABLE + 2, (short) (index + 1));
  }

  static int buffer(int ring, int slot) {
    return BUFFERS + (ring * 5 + slot) % 16 * BUFFER;
  }

  int usedIndex(int ring) {
    return memory.get(SHORT, (long) ring * PART + USED + 2);
  }

  /** Takes answers; bytes, 0 at the end, or a negative error number. */
  int receive() {
    Descriptors none = new Descriptors();
    int received = stream.receive(BACK, 0, ROOM, none);
    if (!none.isEmpty()) {
      none.closeAll();
      throw new AssertionError("the back end sent descriptors");
    }
    return received;
  }

  /** The number in the answer that was received last. */
  long answer() {
    return BACK.get(LONG, HEADER);
  }

  @Override
  public void close() {
    stream.close();
    object.close();
    log.close();
    kick.close();
    call.close();
  }
}
