package org.manakin.attach.vhostuser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;

/**
 * The driver's side of a split ring, for tests. Descriptors are used one after the other, so that a
 * test sees what lies where; nothing is given free.
 */
final class DriverRing implements Closeable {
  static final int NEXT = 1;
  static final int WRITE = 2;
  static final int INDIRECT = 4;

  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  final int index;
  final int size;
  final int table;
  final int available;
  final int used;
  final Fd kick;
  final Fd call;
  final Fd error;

  private final FrontEnd qemu;
  private final MemorySegment memory;
  private int nextDescriptor;
  private int posted;
  private int seen;

  DriverRing(FrontEnd qemu, int index, int size) throws IOException {
    this.qemu = qemu;
    this.memory = qemu.memory;
    this.index = index;
    this.size = size;
    this.table = qemu.allocate(16 * size);
    this.available = qemu.allocate(6 + 2 * size);
    this.used = qemu.allocate(6 + 8 * size);
    this.kick = Eventfd.create("kick");
    this.call = Eventfd.create("call");
    this.error = Eventfd.create("error");
  }

  /** Sets the ring up as QEMU does, from entry {@code base} on, and switches it on. */
  void start(FrontEnd by, int base) {
    assertThat(by.ringValue(Message.SET_VRING_ENABLE, index, 1)).isTrue();
    assertThat(by.ringValue(Message.SET_VRING_NUM, index, size)).isTrue();
    assertThat(by.ringValue(Message.SET_VRING_BASE, index, base)).isTrue();
    assertThat(addresses(by, 0, 0)).isTrue();
    by.number(Message.SET_VRING_ERR, index, error);
    assertThat(by.accepted(Message.SET_VRING_KICK, index, kick)).isTrue();
    by.number(Message.SET_VRING_CALL, index, call);
    long ignored = interrupts();
  }

  void start() {
    start(qemu, 0);
  }

  boolean addresses(FrontEnd by, int flags, long log) {
    return by.addresses(
        index, FrontEnd.user(table), FrontEnd.user(available), FrontEnd.user(used), flags, log);
  }

  /** Writes descriptor {@code i}. */
  void describe(int i, long address, int length, int flags, int next) {
    describe(table, i, address, length, flags, next);
  }

  /** The same in a table at {@code at}. */
  void describe(int at, int i, long address, int length, int flags, int next) {
    long entry = at + 16L * i;
    memory.set(LONG, entry, address);
    memory.set(INT, entry + 8, length);
    memory.set(SHORT, entry + 12, (short) flags);
    memory.set(SHORT, entry + 14, (short) next);
  }

  /** Makes a chain of buffers, each given as offset and length, and posts it. */
  int post(boolean write, int... offsetsAndLengths) {
    int head = nextDescriptor;
    int count = offsetsAndLengths.length / 2;
    for (int i = 0; i < count; i++) {
      int here = nextDescriptor++ % size;
      int flags = (write ? WRITE : 0) | (i < count - 1 ? NEXT : 0);
      describe(
          here,
          FrontEnd.guest(offsetsAndLengths[2 * i]),
          offsetsAndLengths[2 * i + 1],
          flags,
          nextDescriptor % size);
    }
    makeAvailable(head % size);
    return head % size;
  }

  /** Posts the chain with that head, without a kick. */
  void makeAvailable(int head) {
    memory.set(SHORT, available + 4 + 2L * (posted % size), (short) head);
    posted++;
    setAvailableIndex(posted);
  }

  void setAvailableIndex(int value) {
    memory.set(SHORT, available + 2, (short) value);
  }

  int posted() {
    return posted;
  }

  /** Goes on from this entry. */
  void restart(int from) {
    posted = from;
    seen = from;
  }

  void kick() {
    assertThat(Eventfd.signal(kick)).isZero();
  }

  int usedIndex() {
    return Short.toUnsignedInt(memory.get(SHORT, used + 2));
  }

  /** The head of used entry {@code i}. */
  int usedId(int i) {
    return memory.get(INT, used + 4 + 8L * (i % size));
  }

  int usedLength(int i) {
    return memory.get(INT, used + 8 + 8L * (i % size));
  }

  /** How many entries came back since this was last asked. */
  int taken() {
    int now = usedIndex();
    int count = now - seen & 0xffff;
    seen = now;
    return count;
  }

  /** With event indices: asks for an interrupt once this entry is used. */
  void setUsedEvent(int value) {
    memory.set(SHORT, available + 4 + 2L * size, (short) value);
  }

  void setAvailableFlags(int flags) {
    memory.set(SHORT, available, (short) flags);
  }

  int availableEvent() {
    return Short.toUnsignedInt(memory.get(SHORT, used + 4 + 8L * size));
  }

  int usedFlags() {
    return Short.toUnsignedInt(memory.get(SHORT, used));
  }

  long interrupts() {
    return Eventfd.drain(call);
  }

  long errors() {
    return Eventfd.drain(error);
  }

  @Override
  public void close() {
    kick.close();
    call.close();
    error.close();
  }
}
