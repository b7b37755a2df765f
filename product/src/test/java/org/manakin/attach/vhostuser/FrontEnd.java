package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import org.manakin.attach.vhostuser.Message.Header;
import org.manakin.attach.vhostuser.Message.Region;
import org.manakin.attach.vhostuser.Message.RingAddresses;
import org.manakin.attach.vhostuser.Message.RingValue;
import org.manakin.attach.vhostuser.Message.SingleRegion;
import org.manakin.attach.vhostuser.Message.Value;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.UnixStream;
import org.manakin.linux.Window;

/**
 * QEMU's end of the protocol, for tests, and the guest's memory: {@link #BYTES} bytes at {@link
 * #GUEST} for the guest and at {@link #USER} for QEMU, of which the upper half is another region.
 */
final class FrontEnd implements Closeable {
  static final int BYTES = 4 << 20;
  static final int HALF = BYTES / 2;
  static final long GUEST = 0x1000_0000L;
  static final long USER = 0x7000_0000_0000L;
  static final long GAP = 0x1000_0000L;
  static final int FEATURES_OF_PROTOCOL = (int) Feature.Protocol.OFFERED;

  private static final int ROOM = 4096;

  final Fd object;

  /** The guest's memory, from {@link #GUEST} on. */
  final MemorySegment memory;

  private final UnixStream stream;
  private final Runnable backEnd;
  private final MemorySegment out = Arena.ofAuto().allocate(ROOM, 8);
  private final MemorySegment in = Arena.ofAuto().allocate(ROOM, 8);
  private int next;

  /**
   * @param backEnd lets the back end do one round of work
   */
  FrontEnd(Path socket, Runnable backEnd) throws IOException {
    this.object = Memfd.create("guest", BYTES);
    Window window = Window.reserve(1L << 32);
    this.memory = window.segment().asSlice(window.place(object).offset(), BYTES);
    this.backEnd = backEnd;
    this.stream = UnixStream.connect(socket);
  }

  private FrontEnd(Fd object, MemorySegment memory, int next, Path socket, Runnable backEnd)
      throws IOException {
    this.object = object;
    this.memory = memory;
    this.next = next;
    this.backEnd = backEnd;
    this.stream = UnixStream.connect(socket);
  }

  /** Comes again with the same guest. */
  FrontEnd again(Path socket, Runnable newBackEnd) throws IOException {
    stream.close();
    return new FrontEnd(object, memory, next, socket, newBackEnd);
  }

  /** What the guest calls the byte at {@code offset} of its memory. */
  static long guest(long offset) {
    return GUEST + offset + (offset < HALF ? 0 : GAP);
  }

  /** What QEMU calls it. */
  static long user(long offset) {
    return USER + offset + (offset < HALF ? 0 : GAP);
  }

  /** The next {@code bytes} bytes that nobody uses, in the lower region. */
  int allocate(int bytes) {
    int at = next;
    next = next + bytes + 63 & -64;
    assertThat(next).isLessThanOrEqualTo(HALF);
    return at;
  }

  MemorySegment message() {
    return out;
  }

  void send(int request, int flags, int size, Fd... passed) {
    Header.REQUEST.set(out, 0, request);
    Header.FLAGS.set(out, 0, flags | Header.VERSION);
    Header.BYTES.set(out, 0, size - Header.SIZE);
    raw(size, passed);
  }

  /** Sends what was put into {@link #message}. */
  void raw(int size, Fd... passed) {
    assertThat(stream.send(out, 0, size, List.of(passed))).isEqualTo(size);
    work();
  }

  void work() {
    for (int i = 0; i < 4; i++) {
      backEnd.run();
    }
  }

  /** Sends and gives the answer's bytes; their size is in its header. */
  MemorySegment ask(int request, int size, Fd... passed) {
    send(request, 0, size, passed);
    return answer(request);
  }

  MemorySegment answer(int request) {
    Descriptors none = new Descriptors();
    int got = 0;
    for (int tries = 0; tries < 100 && got <= 0; tries++) {
      work();
      got = stream.receive(in, 0, ROOM, none);
    }
    assertThat(got).isGreaterThanOrEqualTo(Header.SIZE);
    assertThat(Header.REQUEST.get(in, 0)).isEqualTo(request);
    assertThat(Header.FLAGS.get(in, 0)).isEqualTo(5);
    assertThat(Header.BYTES.get(in, 0)).isEqualTo(got - Header.SIZE);
    return in;
  }

  /** Whether the back end has closed the connection. */
  boolean closedByBackEnd() {
    work();
    return stream.receive(in, 0, ROOM, new Descriptors()) == 0;
  }

  long askNumber(int request) {
    return Value.NUMBER.get(ask(request, Header.SIZE), 0);
  }

  void number(int request, long value, Fd... passed) {
    Value.NUMBER.set(out, 0, value);
    send(request, 0, Value.SIZE, passed);
  }

  /** Sends a number and asks whether it was accepted. */
  boolean accepted(int request, long value, Fd... passed) {
    Value.NUMBER.set(out, 0, value);
    return acknowledged(request, Value.SIZE, passed);
  }

  /** Sends what is in {@link #message} and asks whether it was accepted. */
  boolean acknowledged(int request, int size, Fd... passed) {
    send(request, Header.NEED_REPLY, size, passed);
    return Value.NUMBER.get(answer(request), 0) == 0;
  }

  boolean ringValue(int request, int ring, long value) {
    RingValue.INDEX.set(out, 0, ring);
    RingValue.NUM.set(out, 0, (int) value);
    return acknowledged(request, RingValue.SIZE);
  }

  /** Stops a ring; its position. */
  int stop(int ring) {
    RingValue.INDEX.set(out, 0, ring);
    RingValue.NUM.set(out, 0, 0);
    return RingValue.NUM.get(ask(Message.GET_VRING_BASE, RingValue.SIZE), 0);
  }

  boolean addresses(int ring, long descriptors, long available, long used, int flags, long log) {
    RingAddresses.INDEX.set(out, 0, ring);
    RingAddresses.FLAGS.set(out, 0, flags);
    RingAddresses.DESCRIPTORS.set(out, 0, descriptors);
    RingAddresses.AVAILABLE.set(out, 0, available);
    RingAddresses.USED.set(out, 0, used);
    RingAddresses.LOG.set(out, 0, log);
    return acknowledged(Message.SET_VRING_ADDR, RingAddresses.SIZE);
  }

  /** Describes a region at {@code at} in {@link #message}. */
  void region(long at, long guest, long size, long user, long offset) {
    Region.GUEST_ADDRESS.set(out, at, guest);
    Region.LENGTH.set(out, at, size);
    Region.USER_ADDRESS.set(out, at, user);
    Region.OFFSET.set(out, at, offset);
  }

  boolean addRegion(long guest, long size, long user, long offset) {
    region(SingleRegion.SIZE, guest, size, user, offset);
    return acknowledged(Message.ADD_MEM_REG, SingleRegion.SIZE + Region.SIZE, object);
  }

  boolean removeRegion(long guest, long size, long user) {
    region(SingleRegion.SIZE, guest, size, user, 0);
    return acknowledged(Message.REM_MEM_REG, SingleRegion.SIZE + Region.SIZE);
  }

  /** What QEMU says before anything of the rings. */
  void negotiate(long features) {
    assertThat(askNumber(Message.GET_FEATURES) & features).isEqualTo(features);
    number(Message.SET_PROTOCOL_FEATURES, askNumber(Message.GET_PROTOCOL_FEATURES));
    send(Message.SET_OWNER, 0, Header.SIZE);
    assertThat(accepted(Message.SET_FEATURES, features | Feature.PROTOCOL_FEATURES)).isTrue();
    assertThat(addRegion(GUEST, HALF, USER, 0)).isTrue();
    assertThat(addRegion(guest(HALF), HALF, user(HALF), HALF)).isTrue();
  }

  @Override
  public void close() {
    stream.close();
    object.close();
  }
}
