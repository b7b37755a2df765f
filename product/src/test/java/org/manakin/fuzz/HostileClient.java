package org.manakin.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.manakin.attach.vfiouser.VfioUserServer;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.UnixStream;

/** A client of the server that does what a fuzzer's bytes say. */
final class HostileClient implements Closeable {
  private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final int HEADER = 16;
  private static final int VERSION = 1;
  private static final int MAP = 2;
  private static final int UNMAP = 3;
  private static final int SET_IRQS = 8;
  private static final int READ = 9;
  private static final int WRITE = 10;
  private static final int WRITE_MULTI = 15;
  private static final int ROOM = 128 << 10;
  private static final int MEMORY = 64 << 10;

  /** More than one message may bring; the socket takes them all the same. */
  private static final int MOST_DESCRIPTORS = 20;

  private static final MemorySegment OUT = Arena.ofAuto().allocate(ROOM, 8);
  private static final MemorySegment BACK = Arena.ofAuto().allocate(ROOM, 8);

  private final Input in;
  private final VfioUserServer server;
  private UnixStream stream;
  private final Fd memory;
  private final Fd counter;
  private final List<Fd> passed = new ArrayList<>();
  private int size;

  HostileClient(Input in, VfioUserServer server) throws IOException {
    this.in = in;
    this.server = server;
    this.stream = UnixStream.connect(server.socket());
    this.memory = Memfd.create("fuzz", MEMORY);
    this.counter = Eventfd.create("fuzz");
    round();
  }

  private void round() {
    int ignored = server.work();
  }

  void act() throws IOException {
    switch (in.pick(16)) {
      case 0, 1 -> version();
      case 2, 3 -> map();
      case 4 -> unmap();
      case 5 -> interrupts();
      case 6 -> access(READ);
      case 7 -> access(WRITE);
      case 8 -> accesses();
      case 9 -> anyCommand();
      case 10 -> noise();
      case 11 -> descriptors();
      case 12 -> receive();
      case 13 -> reconnect();
      case 14 -> resize();
      default -> another();
    }
  }

  private void start(int command, int bytes) {
    size = Math.max(bytes, HEADER);
    OUT.asSlice(0, size).fill((byte) 0);
    OUT.set(SHORT, 0, (short) in.u8());
    OUT.set(SHORT, 2, (short) command);
    OUT.set(INT, 4, size);
    OUT.set(INT, 8, in.chance(2) ? 0x10 : 0);
  }

  private void version() {
    String text = "{\"capabilities\":{\"max_msg_fds\":16,\"write_multiple\":true}}";
    byte[] json = in.chance(4) ? in.bytes(in.u8()) : text.getBytes(StandardCharsets.UTF_8);
    start(VERSION, HEADER + 4 + json.length + 1);
    OUT.set(INT, 8, 0);
    MemorySegment.copy(json, 0, OUT, BYTE, HEADER + 4, json.length);
    spoilAndSend();
  }

  private long address() {
    return in.pick(0, 0x1000, 0x10_0000, 0x1_0000_0000L, -1, -4096, Long.MAX_VALUE, in.i64())
        + in.u8();
  }

  private long length() {
    return in.pick(MEMORY, 4096, 0, 1, 1L << 40, -1, Long.MAX_VALUE, in.i64());
  }

  private void map() {
    start(MAP, HEADER + 32);
    OUT.set(INT, HEADER, 32);
    OUT.set(INT, HEADER + 4, in.chance(8) ? in.i32() : 3);
    OUT.set(LONG, HEADER + 8, in.chance(2) ? in.pick(4096, 1, -1, MEMORY, in.i64()) : 0);
    OUT.set(LONG, HEADER + 16, address());
    OUT.set(LONG, HEADER + 24, length());
    if (!in.chance(4)) {
      passed.add(in.chance(8) ? counter : memory);
    }
    spoilAndSend();
  }

  private void unmap() {
    start(UNMAP, HEADER + 24);
    OUT.set(INT, HEADER, 24);
    OUT.set(INT, HEADER + 4, (int) in.pick(0, 0, 2, 1, in.i32()));
    OUT.set(LONG, HEADER + 8, address());
    OUT.set(LONG, HEADER + 16, length());
    spoilAndSend();
  }

  private void interrupts() {
    int count = in.pick(6);
    start(SET_IRQS, HEADER + 20);
    OUT.set(INT, HEADER, 20);
    OUT.set(INT, HEADER + 4, (int) in.pick(0x24, 0x24, 0x21, 0x22, 0x2a, in.i32()));
    OUT.set(INT, HEADER + 8, in.chance(8) ? in.i32() : 2);
    OUT.set(INT, HEADER + 12, in.chance(8) ? in.i32() : in.pick(6));
    OUT.set(INT, HEADER + 16, in.chance(8) ? in.i32() : count);
    for (int i = 0; i < count; i++) {
      passed.add(counter);
    }
    spoilAndSend();
  }

  private int region() {
    return (int) in.pick(0, 0, 7, 4, 1, 9, -1, in.i32());
  }

  private long offset() {
    return in.pick(0, 4, 8, 3, 4095, 4094, ScratchDevice.BAR0 - 4, -1, in.i64());
  }

  private void access(int command) {
    int count = (int) in.pick(1, 2, 3, 4, 8, 64, 4096, 32 << 10, (32 << 10) + 1);
    int data = command == WRITE ? count : 0;
    start(command, HEADER + 16 + data);
    OUT.set(LONG, HEADER, offset());
    OUT.set(INT, HEADER + 8, region());
    OUT.set(INT, HEADER + 12, in.chance(16) ? in.i32() : count);
    if (data >= Long.BYTES) {
      OUT.set(LONG, HEADER + 16, address());
    }
    spoilAndSend();
  }

  private void accesses() {
    int writes = in.chance(8) ? in.u16() % 4096 : in.pick(64);
    start(WRITE_MULTI, HEADER + 8 + writes * 24);
    OUT.set(LONG, HEADER, in.chance(8) ? in.i64() : writes);
    for (int i = 0; i < writes; i++) {
      long at = HEADER + 8 + (long) i * 24;
      OUT.set(INT, at + 12, 8);
      OUT.set(LONG, at + 16, 0x1000 + i);
      if (i == 0) {
        OUT.set(LONG, at, offset());
        OUT.set(INT, at + 8, region());
        OUT.set(INT, at + 12, in.pick(10));
      }
    }
    spoilAndSend();
  }

  private void anyCommand() {
    byte[] body = in.bytes(in.u8());
    start(in.pick(18), HEADER + body.length);
    MemorySegment.copy(body, 0, OUT, BYTE, HEADER, body.length);
    spoilAndSend();
  }

  private void noise() {
    byte[] bytes = in.bytes(1 + in.u8());
    MemorySegment.copy(bytes, 0, OUT, BYTE, 0, bytes.length);
    size = bytes.length;
    send();
  }

  /** Descriptors that go with whatever is sent next. */
  private void descriptors() {
    int count = in.pick(MOST_DESCRIPTORS);
    for (int i = 0; i < count; i++) {
      passed.add(in.chance(2) ? memory : counter);
    }
  }

  private void spoilAndSend() {
    int changes = in.chance(6) ? 1 + in.pick(3) : 0;
    for (int i = 0; i < changes; i++) {
      OUT.set(BYTE, in.u8() % size, (byte) in.u8());
    }
    send();
  }

  /** In one piece, or in pieces between which the server works; descriptors go with any of them. */
  private void send() {
    int pieces = in.chance(3) ? 1 + in.pick(4) : 1;
    int with = in.chance(6) ? in.pick(4) : 0;
    int from = 0;
    for (int i = 0; i < pieces && from < size; i++) {
      int until = i == pieces - 1 ? size : Math.min(size, from + 1 + in.u8());
      int sent = sendPiece(from, until, i == with || i == pieces - 1);
      from = sent > 0 ? from + sent : until;
      if (!in.chance(3)) {
        round();
      }
    }
  }

  private int sendPiece(int from, int until, boolean withDescriptors) {
    List<Fd> with =
        withDescriptors ? List.copyOf(passed.subList(0, Math.min(16, passed.size()))) : List.of();
    if (withDescriptors) {
      passed.clear();
    }
    return stream.send(OUT, from, until - from, with);
  }

  private void receive() {
    Descriptors none = new Descriptors();
    int ignored = stream.receive(BACK, 0, ROOM, none);
    if (!none.isEmpty()) {
      none.closeAll();
      throw new AssertionError("the server sent descriptors");
    }
    round();
  }

  private void reconnect() throws SyscallException {
    stream.close();
    if (in.chance(2)) {
      round();
    }
    stream = UnixStream.connect(server.socket());
    round();
    round();
  }

  /** Takes memory away that the server has mapped, or gives more. */
  private void resize() throws SyscallException {
    Memfd.resize(memory, in.pick(MEMORY, 0, 4096, 1 << 20));
    round();
  }

  private void another() throws SyscallException {
    UnixStream second = UnixStream.connect(server.socket());
    round();
    round();
    second.close();
  }

  @Override
  public void close() {
    stream.close();
    memory.close();
    counter.close();
  }
}
