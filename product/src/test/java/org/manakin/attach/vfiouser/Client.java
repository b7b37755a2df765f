package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.manakin.attach.vfiouser.Message.DeviceInfo;
import org.manakin.attach.vfiouser.Message.DmaMap;
import org.manakin.attach.vfiouser.Message.DmaUnmap;
import org.manakin.attach.vfiouser.Message.Header;
import org.manakin.attach.vfiouser.Message.IrqInfo;
import org.manakin.attach.vfiouser.Message.RegionAccess;
import org.manakin.attach.vfiouser.Message.RegionInfo;
import org.manakin.attach.vfiouser.Message.SetIrqs;
import org.manakin.attach.vfiouser.Message.Version;
import org.manakin.attach.vfiouser.Message.Write;
import org.manakin.attach.vfiouser.Message.WriteMulti;
import org.manakin.linux.Descriptors;
import org.manakin.linux.Errno;
import org.manakin.linux.Fd;
import org.manakin.linux.UnixStream;

/** The other end of the protocol, for tests: says what QEMU says, in pieces where asked to. */
final class Client implements Closeable {
  static final String QEMU_CAPABILITIES =
      "{\"capabilities\":{\"pgsizes\":4096,\"max_msg_fds\":16,\"max_dma_maps\":65535,"
          + "\"max_data_xfer_size\":1048576,\"migration\":{\"max_bitmap_size\":268435456,"
          + "\"pgsize\":4096},\"write_multiple\":true}}";

  private static final int ROOM = 256 << 10;

  private final UnixStream stream;
  private final Runnable server;
  private final MemorySegment received = Arena.ofAuto().allocate(ROOM, 8);
  private int position;
  private int limit;
  private int id;

  /** A whole message, outgoing or received. */
  record Packet(MemorySegment bytes) {
    int size() {
      return (int) bytes.byteSize();
    }

    int command() {
      return Header.COMMAND.get(bytes, 0);
    }

    int error() {
      return Header.ERROR.get(bytes, 0);
    }

    boolean failed() {
      return (Header.FLAGS.get(bytes, 0) & Header.FAILED) != 0;
    }

    int id() {
      return Header.ID.get(bytes, 0);
    }

    Packet noReply() {
      Header.FLAGS.set(bytes, 0, Header.NO_REPLY);
      return this;
    }
  }

  /**
   * @param server lets the server do one round of work
   */
  Client(Path socket, Runnable server) throws IOException {
    this.stream = UnixStream.connect(socket);
    this.server = server;
  }

  Packet packet(int command, int size) {
    MemorySegment m = Arena.ofAuto().allocate(Math.max(size, Header.SIZE), 8);
    Header.ID.set(m, 0, ++id & 0xffff);
    Header.COMMAND.set(m, 0, command);
    Header.BYTES.set(m, 0, size);
    return new Packet(m);
  }

  Packet version(String json) {
    byte[] text = json.getBytes(StandardCharsets.UTF_8);
    Packet p = packet(Message.VERSION, Version.SIZE + text.length + 1);
    MemorySegment.copy(text, 0, p.bytes, ValueLayout.JAVA_BYTE, Version.SIZE, text.length);
    return p;
  }

  Packet map(long address, long size, long offset, int flags) {
    Packet p = packet(Message.DMA_MAP, DmaMap.SIZE);
    DmaMap.ARGSZ.set(p.bytes, 0, 32);
    DmaMap.FLAGS.set(p.bytes, 0, flags);
    DmaMap.OFFSET.set(p.bytes, 0, offset);
    DmaMap.ADDRESS.set(p.bytes, 0, address);
    DmaMap.LENGTH.set(p.bytes, 0, size);
    return p;
  }

  Packet unmap(long address, long size, int flags) {
    Packet p = packet(Message.DMA_UNMAP, DmaUnmap.SIZE);
    DmaUnmap.ARGSZ.set(p.bytes, 0, 24);
    DmaUnmap.FLAGS.set(p.bytes, 0, flags);
    DmaUnmap.ADDRESS.set(p.bytes, 0, address);
    DmaUnmap.LENGTH.set(p.bytes, 0, size);
    return p;
  }

  Packet info() {
    Packet p = packet(Message.DEVICE_GET_INFO, DeviceInfo.SIZE);
    DeviceInfo.ARGSZ.set(p.bytes, 0, 16);
    return p;
  }

  Packet regionInfo(int index) {
    Packet p = packet(Message.DEVICE_GET_REGION_INFO, RegionInfo.SIZE);
    RegionInfo.ARGSZ.set(p.bytes, 0, 32);
    RegionInfo.INDEX.set(p.bytes, 0, index);
    return p;
  }

  Packet irqInfo(int index) {
    Packet p = packet(Message.DEVICE_GET_IRQ_INFO, IrqInfo.SIZE);
    IrqInfo.ARGSZ.set(p.bytes, 0, 16);
    IrqInfo.INDEX.set(p.bytes, 0, index);
    return p;
  }

  Packet setIrqs(int flags, int index, int start, int count) {
    Packet p = packet(Message.DEVICE_SET_IRQS, SetIrqs.SIZE);
    SetIrqs.ARGSZ.set(p.bytes, 0, 20);
    SetIrqs.FLAGS.set(p.bytes, 0, flags);
    SetIrqs.INDEX.set(p.bytes, 0, index);
    SetIrqs.START.set(p.bytes, 0, start);
    SetIrqs.COUNT.set(p.bytes, 0, count);
    return p;
  }

  Packet read(int region, long offset, int count) {
    Packet p = packet(Message.REGION_READ, RegionAccess.SIZE);
    RegionAccess.OFFSET.set(p.bytes, 0, offset);
    RegionAccess.REGION.set(p.bytes, 0, region);
    RegionAccess.COUNT.set(p.bytes, 0, count);
    return p;
  }

  Packet write(int region, long offset, int count, long value) {
    Packet p = packet(Message.REGION_WRITE, RegionAccess.SIZE + count);
    RegionAccess.OFFSET.set(p.bytes, 0, offset);
    RegionAccess.REGION.set(p.bytes, 0, region);
    RegionAccess.COUNT.set(p.bytes, 0, count);
    for (int i = 0; i < count; i++) {
      p.bytes.set(ValueLayout.JAVA_BYTE, RegionAccess.SIZE + (long) i, (byte) (value >> (8 * i)));
    }
    return p;
  }

  /** 8-byte writes to BAR 0 in one message. */
  Packet writeMany(long offset, long... values) {
    Packet p =
        packet(Message.REGION_WRITE_MULTI, WriteMulti.SIZE + values.length * Write.SIZE).noReply();
    WriteMulti.COUNT.set(p.bytes, 0, values.length);
    for (int i = 0; i < values.length; i++) {
      long at = WriteMulti.SIZE + (long) i * Write.SIZE;
      Write.OFFSET.set(p.bytes, at, offset);
      Write.COUNT.set(p.bytes, at, 8);
      Write.DATA.set(p.bytes, at, values[i]);
    }
    return p;
  }

  void send(Packet p, Fd... passed) {
    sendPart(p.bytes, 0, p.size(), passed);
  }

  void sendPart(MemorySegment bytes, int from, int to, Fd... passed) {
    assertThat(stream.send(bytes, from, to - from, List.of(passed))).isEqualTo(to - from);
  }

  /** As much as the socket takes; whether it took all. */
  boolean offer(Packet p) {
    return stream.send(p.bytes, 0, p.size()) == p.size();
  }

  /** Sends and waits for the answer, which must be to this. */
  Packet call(Packet p, Fd... passed) {
    send(p, passed);
    Packet reply = reply();
    assertThat(reply.id()).isEqualTo(p.id());
    assertThat(reply.command()).isEqualTo(p.command());
    return reply;
  }

  void negotiate() {
    Packet reply = call(version(QEMU_CAPABILITIES));
    assertThat(reply.failed()).isFalse();
  }

  /** The next message from the server. */
  Packet reply() {
    for (int tries = 0; tries < 1000; tries++) {
      int left = limit - position;
      if (left >= Header.SIZE && Header.BYTES.get(received, position) <= left) {
        int size = Header.BYTES.get(received, position);
        MemorySegment copy = Arena.ofAuto().allocate(size, 8);
        MemorySegment.copy(received, position, copy, 0, size);
        position += size;
        return new Packet(copy);
      }
      server.run();
      receive();
    }
    throw new AssertionError("the server does not answer");
  }

  /** Whether the server has closed the connection; what it said before is dropped. */
  boolean closedByServer() {
    for (int tries = 0; tries < 100; tries++) {
      server.run();
      position = 0;
      limit = 0;
      int n = stream.receive(received, 0, ROOM, new Descriptors());
      if (n == 0 || n == -Errno.ECONNRESET) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    stream.close();
  }

  private void receive() {
    MemorySegment.copy(received, position, received, 0, limit - position);
    limit -= position;
    position = 0;
    int n = stream.receive(received, limit, ROOM - limit, new Descriptors());
    if (n == 0) {
      throw new AssertionError("the server closed the connection");
    }
    limit += Math.max(n, 0);
  }
}
