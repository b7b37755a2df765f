package org.manakin.fuzz;

import static org.manakin.fuzz.VhostWire.BYTES;
import static org.manakin.fuzz.VhostWire.HEADER;
import static org.manakin.fuzz.VhostWire.RINGS;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.manakin.attach.vhostuser.SyntheticNic;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;
import org.manakin.linux.Memfd;
import org.manakin.linux.SyscallException;
import org.manakin.linux.UnixStream;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** A QEMU and a guest's driver that do what a fuzzer's bytes say. */
final class HostileFrontEnd implements Closeable {
  private static final long[] WORDS = {0, 1, 2, 3, 4, 12, 64, 0xffff, -1, VhostWire.GUEST};

  private final Input in;
  private final SyntheticNic nic;
  private final VhostWire wire;
  private final List<Fd> passed = new ArrayList<>();
  private final int[] posted = new int[RINGS];

  HostileFrontEnd(Input in, SyntheticNic nic) throws IOException {
    this.in = in;
    this.nic = nic;
    this.wire = new VhostWire(nic.socket());
    round();
  }

  private void round() {
    int ignored = nic.work();
  }

  void act() throws IOException {
    try {
      perform();
    } catch (InternalError e) {
      // The guest itself ran into the memory that it took away.
      round();
    }
  }

  private void perform() throws IOException {
    switch (in.pick(16)) {
      case 0 -> setUp();
      case 1 -> ringValue();
      case 2 -> addresses();
      case 3 -> descriptor();
      case 4 -> table();
      case 5 -> log();
      case 6 -> anyMessage();
      case 7 -> post();
      case 8 -> scribble();
      case 9 -> chain();
      case 10 -> deliver();
      case 11 -> kick();
      case 12 -> features();
      case 13 -> noise();
      case 14 -> connection();
      default -> rounds();
    }
  }

  private void setUp() {
    wire.setUp(in.chance(3) ? VhostWire.FEATURES & ~in.i64() : VhostWire.FEATURES);
    rounds();
  }

  private int ring() {
    return in.chance(8) ? in.i32() : in.pick(RINGS);
  }

  private void ringValue() {
    int request = (int) in.pick(8, 10, 11, 18);
    wire.start(request, flags(), 8);
    wire.out().set(VhostWire.INT, HEADER, ring());
    wire.out().set(VhostWire.INT, HEADER + 4, (int) in.pick(0, 1, 16, 1024, 3, in.i32()));
    spoilAndSend(8);
  }

  private long user() {
    return in.pick(VhostWire.USER, VhostWire.USER + BYTES - 64, 0, -1, in.i64()) + in.u8();
  }

  private void addresses() {
    wire.start(VhostWire.SET_VRING_ADDR, flags(), 40);
    int ring = ring();
    long base = in.chance(4) ? user() : VhostWire.USER + (long) (ring & 3) * VhostWire.PART;
    wire.out().set(VhostWire.INT, HEADER, ring);
    wire.out().set(VhostWire.INT, HEADER + 4, in.pick(2));
    wire.out().set(VhostWire.LONG, HEADER + 8, in.chance(8) ? user() : base);
    wire.out().set(VhostWire.LONG, HEADER + 16, in.chance(8) ? user() : base + VhostWire.USED);
    wire.out().set(VhostWire.LONG, HEADER + 24, in.chance(8) ? user() : base + VhostWire.AVAILABLE);
    wire.out().set(VhostWire.LONG, HEADER + 32, in.chance(4) ? in.i64() : VhostWire.GUEST);
    spoilAndSend(40);
  }

  private void descriptor() {
    wire.start(12 + in.pick(3), flags(), 8);
    wire.out().set(VhostWire.LONG, HEADER, (ring() & 0xff) | (in.chance(8) ? 0x100 : 0));
    if (!in.chance(8)) {
      passed.add(fd());
    }
    spoilAndSend(8);
  }

  private Fd fd() {
    return switch (in.pick(8)) {
      case 0 -> wire.object;
      case 1 -> wire.log;
      case 2 -> wire.call;
      default -> wire.kick;
    };
  }

  private void table() {
    int request = (int) in.pick(5, 37, 38);
    int regions = request == VhostWire.SET_MEM_TABLE ? in.pick(10) : 1;
    int payload = 8 + 32 * regions;
    wire.start(request, flags(), payload);
    if (request == VhostWire.SET_MEM_TABLE) {
      wire.out().set(VhostWire.INT, HEADER, in.chance(8) ? in.i32() : regions);
    }
    for (int i = 0; i < regions; i++) {
      long at = HEADER + 8 + 32L * i;
      wire.out()
          .set(VhostWire.LONG, at, in.chance(3) ? in.i64() : VhostWire.GUEST + in.u8() * 256L);
      wire.out().set(VhostWire.LONG, at + 8, in.pick(BYTES, 4096, 0, -1, Long.MAX_VALUE, in.i64()));
      wire.out().set(VhostWire.LONG, at + 16, in.chance(3) ? user() : VhostWire.USER);
      wire.out().set(VhostWire.LONG, at + 24, in.pick(0, 0, 4096, 1, -1, BYTES, in.i64()));
      passed.add(in.chance(8) ? fd() : wire.object);
    }
    spoilAndSend(payload);
  }

  private void log() {
    wire.start(VhostWire.SET_LOG_BASE, flags(), 16);
    wire.out().set(VhostWire.LONG, HEADER, in.pick(BYTES, 4096, 8, 7, 0, -1, 1L << 40, in.i64()));
    wire.out().set(VhostWire.LONG, HEADER + 8, in.pick(0, 0, 8, 4096, BYTES, -8, in.i64()));
    passed.add(in.chance(4) ? fd() : wire.log);
    spoilAndSend(16);
  }

  private void anyMessage() {
    byte[] body = in.bytes(in.u8());
    wire.start(in.pick(44), flags(), body.length);
    MemorySegment.copy(body, 0, wire.out(), VhostWire.BYTE, HEADER, body.length);
    spoilAndSend(body.length);
  }

  private void features() {
    wire.start((int) in.pick(2, 16), flags(), 8);
    long value = in.pick(VhostWire.FEATURES, VhostWire.FEATURES | 1 << 26, 0x801f, 0, in.i64());
    wire.out().set(VhostWire.LONG, HEADER, value);
    spoilAndSend(8);
  }

  private int flags() {
    return in.chance(3) ? 8 : 0;
  }

  /** Buffers as they should be; those for sending hold a header and a frame that are nearly so. */
  private void post() {
    int ring = in.pick(RINGS);
    int count = 1 + in.pick(VhostWire.ENTRIES);
    for (int i = 0; i < count; i++) {
      int bytes = VhostWire.BUFFER;
      if (ring % 2 == 1) {
        byte[] frame = FrameForge.frame(in, Neighbour.MAC);
        int at = VhostWire.buffer(ring, posted[ring] % VhostWire.ENTRIES);
        bytes = Math.min(12 + frame.length, VhostWire.BUFFER);
        wire.memory.asSlice(at, 12).fill((byte) 0);
        if (in.chance(2)) {
          byte[] header = {1, (byte) in.pick(0, 1, 4, 0x81), 0, 0, (byte) in.u8(), 1, 34, 0, 16, 0};
          MemorySegment.copy(header, 0, wire.memory, VhostWire.BYTE, at, header.length);
        }
        MemorySegment.copy(frame, 0, wire.memory, VhostWire.BYTE, at + 12, bytes - 12);
      }
      wire.post(ring, posted[ring]++, bytes);
    }
    kick();
  }

  /** Any words anywhere among the rings. */
  private void scribble() {
    int count = 1 + in.pick(8);
    for (int i = 0; i < count; i++) {
      long at = (long) in.pick(RINGS) * VhostWire.PART + in.u16() % VhostWire.PART;
      wire.memory.set(VhostWire.SHORT, at & -2, (short) (in.chance(2) ? in.i32() : in.pick(WORDS)));
    }
    kick();
  }

  /** A chain whose links, lengths and flags are the fuzzer's. */
  private void chain() {
    int ring = in.pick(RINGS);
    long base = (long) ring * VhostWire.PART;
    int links = 1 + in.pick(6);
    for (int i = 0; i < links; i++) {
      long at = base + 16L * i;
      long address = VhostWire.GUEST + in.pick(VhostWire.BUFFERS, base, BYTES - 4, in.i32());
      wire.memory.set(VhostWire.LONG, at, address);
      wire.memory.set(VhostWire.INT, at + 8, (int) in.pick(64, 16, 32, 0, 1, 2000, -1, in.i32()));
      int flags = (ring % 2 == 0 ? 2 : 0) | (in.chance(2) ? in.pick(8) : 1);
      wire.memory.set(VhostWire.SHORT, at + 12, (short) flags);
      wire.memory.set(VhostWire.SHORT, at + 14, (short) (in.chance(8) ? in.i32() : i + 1));
    }
    int slot = posted[ring] % VhostWire.ENTRIES;
    wire.memory.set(VhostWire.SHORT, base + VhostWire.AVAILABLE + 4 + 2L * slot, (short) 0);
    posted[ring]++;
    wire.memory.set(VhostWire.SHORT, base + VhostWire.AVAILABLE + 2, (short) posted[ring]);
    kick();
  }

  private void deliver() {
    Frame frame = Packets.frame(FrameForge.frame(in, FrameForge.OWN_MAC));
    if (frame.headers().tcp() && in.chance(2)) {
      frame.setSegmentSize(1 + in.u16() % 2000);
      frame.setChecksumPartial(true);
    } else if (frame.headers().transport() > 0) {
      frame.setChecksumPartial(in.chance(2));
    }
    int count = 1 + in.pick(4);
    for (int i = 0; i < count; i++) {
      if (nic.port().hasRoom() || in.chance(2)) {
        nic.port().deliver(frame);
      }
    }
    nic.port().flush();
    boolean ignored = nic.drained();
    round();
  }

  private void kick() {
    int ignored = Eventfd.signal(wire.kick);
    round();
  }

  private void noise() {
    byte[] bytes = in.bytes(1 + in.u8());
    MemorySegment.copy(bytes, 0, wire.out(), VhostWire.BYTE, 0, bytes.length);
    send(bytes.length);
  }

  private void connection() throws SyscallException {
    switch (in.pick(4)) {
      case 0 -> Memfd.resize(wire.object, in.pick(BYTES, 0, 4096, 1 << 20));
      case 1 -> {
        UnixStream second = UnixStream.connect(nic.socket());
        rounds();
        second.close();
      }
      case 2 -> {
        int ignored = wire.receive();
      }
      default -> wire.reconnect();
    }
    rounds();
  }

  private void rounds() {
    int count = 1 + in.pick(8);
    for (int i = 0; i < count; i++) {
      round();
    }
  }

  private void spoilAndSend(int payload) {
    int changes = in.chance(8) ? 1 + in.pick(3) : 0;
    for (int i = 0; i < changes; i++) {
      wire.out().set(VhostWire.BYTE, in.u8() % (HEADER + payload), (byte) in.u8());
    }
    send(HEADER + payload);
  }

  /** In one piece or two, between which the NIC works; descriptors go with one of them. */
  private void send(int size) {
    List<Fd> with = List.copyOf(passed.subList(0, Math.min(16, passed.size())));
    passed.clear();
    int cut = in.chance(8) ? in.u8() % size : 0;
    boolean early = cut > 0 && in.chance(2);
    if (cut > 0) {
      int ignored = wire.send(0, cut, early ? with : List.of());
      round();
    }
    int ignored = wire.send(cut, size, early ? List.of() : with);
    round();
  }

  @Override
  public void close() {
    wire.close();
  }
}
