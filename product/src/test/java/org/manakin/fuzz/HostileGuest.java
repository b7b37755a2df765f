package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.manakin.adapter.Adapter;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.ServiceEvent;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.adapter.pci.BarLayout;
import org.manakin.fuzz.GuestSpace.Stretch;
import org.manakin.packet.Frame;
import org.manakin.packet.MacAddress;
import org.manakin.wire.gdma.Doorbell;
import org.manakin.wire.gdma.QueueType;

/** Carries out one operation after the other, as a fuzzer's bytes say. */
final class HostileGuest {
  private static final long[] WIDTHS = {1, 2, 4, 8};
  private static final long[] RING_BYTES = {4096, 8192, 32, 64, 96, 4064, 12288, 512, 0, 16, 65536};
  private static final long[] BATCHES = {1, 4, 8};

  private final Input in;
  private final GuestSpace space;
  private final Neighbour neighbour;
  private final Adapter adapter;
  private final Guest guest;
  private final WqeForge forge;
  private final CommandForge commands;
  private final Frame frame = new Frame();
  private final Outside outside;
  private long now = 1_000_000;

  HostileGuest(Input in, GuestSpace space, Neighbour neighbour) {
    this.in = in;
    this.space = space;
    this.neighbour = neighbour;
    EthernetConfig ethernet =
        EthernetConfig.of(new MacAddress(FrameForge.OWN_MAC)).withQueues(2).withIndirection(4);
    adapter =
        new Adapter(
            new AdapterConfig("hostile", ethernet),
            space.memory(),
            vector -> {},
            () -> now,
            () -> {});
    guest = new Guest(adapter, space);
    forge = new WqeForge(in, guest, space);
    commands = new CommandForge(in, guest);
    outside = new Outside(neighbour.port());
    adapter.port(0).connect(outside);
    neighbour.connect(adapter.port(0));
  }

  boolean more() {
    return in.more();
  }

  Adapter adapter() {
    return adapter;
  }

  void reset() {
    adapter.reset();
    guest.forget();
  }

  /** Lets everything that waits happen. */
  void settle() {
    for (int i = 0; i < 4; i++) {
      now += 1_000_000_000L;
      adapter.work();
    }
  }

  void act() {
    switch (in.pick(28)) {
      case 0 -> bringUp();
      case 1 -> adapter.writeConfig(in.u16(), width(), in.i64());
      case 2 -> adapter.readConfig(in.u16(), width());
      case 3 -> adapter.readBar(in.pick(6), in.i32() & 0xf_ffffL, width());
      case 4 -> adapter.writeBar(in.pick(6), in.i32() & 0xf_ffffL, width(), in.i64());
      case 5 -> sharedMemoryChannel();
      case 6 -> establish();
      case 7 -> guest.register();
      case 8 -> createQueue();
      case 9 -> steer();
      case 10, 11 -> commands.send();
      case 12 -> hardwareChannelByHand();
      case 13, 14 -> forge.send();
      case 15 -> forge.postBuffer();
      case 16 -> forge.raw();
      case 17 -> doorbell();
      case 18 -> arm();
      case 19 -> unmap();
      case 20 -> remap();
      case 21 -> scribble();
      case 22 -> deliver();
      case 23 -> neighbour.send();
      case 24 -> pass();
      case 25 -> functionReset();
      case 26 -> raise();
      default -> outside.change(in.pick(4));
    }
    adapter.work();
  }

  private int width() {
    return (int) in.pick(WIDTHS);
  }

  private Stretch stretch() {
    return GuestSpace.STRETCHES[in.pick(GuestSpace.STRETCHES.length)];
  }

  /** All the way to a vPort that sends and receives. */
  private void bringUp() {
    guest.establish(0);
    guest.register();
    int pairs = 1 + in.pick(2);
    int wqBytes = (int) in.pick(RING_BYTES);
    int cqBytes = (int) in.pick(RING_BYTES);
    List<Long> handles = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      guest.createQueue(QueueType.SQ, wqBytes, cqBytes);
      Guest.Queue rq = guest.createQueue(QueueType.RQ, wqBytes, cqBytes);
      handles.add(rq.handle);
      forge.postGoodBuffers(rq, in.pick(16));
    }
    guest.steer((int) in.pick(BATCHES), handles);
  }

  private void sharedMemoryChannel() {
    for (int i = 0; i < 8; i++) {
      adapter.writeBar(BarLayout.REGISTER_BAR, BarLayout.SMC_OFFSET + 4L * i, 4, in.i32());
    }
  }

  private void establish() {
    guest.forget();
    guest.establish(in.u16());
  }

  private void createQueue() {
    int type = in.pick(5);
    guest.createQueue(type, (int) in.pick(RING_BYTES), (int) in.pick(RING_BYTES));
  }

  private void steer() {
    List<Long> handles = new ArrayList<>();
    int entries = in.pick(9);
    for (int i = 0; i < entries; i++) {
      handles.add(in.chance(8) || guest.queues.isEmpty() ? in.i64() : queue().handle);
    }
    guest.steer((int) in.pick(BATCHES), handles);
  }

  private Guest.Queue queue() {
    return guest.queues.get(in.pick(guest.queues.size()));
  }

  /** A request, a buffer, or neither, at addresses and of lengths that need not be good. */
  private void hardwareChannelByHand() {
    switch (in.pick(4)) {
      case 0 -> guest.postHwcBuffer(forge.address(), forge.length());
      case 1 -> guest.postHwcRequest(forge.address(), forge.length());
      case 2 -> {
        guest.push(guest.hwcSq(), MemorySegment.ofArray(in.bytes(in.u8())));
        guest.ring(guest.hwcSq(), 0);
      }
      default -> {
        guest.push(guest.hwcRq(), MemorySegment.ofArray(in.bytes(in.u8())));
        guest.ring(guest.hwcRq(), in.pick(3));
      }
    }
  }

  private void doorbell() {
    int page = in.chance(4) ? in.u8() % 240 : guest.doorbellPage;
    int offset =
        (int)
            in.pick(
                Doorbell.SQ_OFFSET,
                Doorbell.RQ_OFFSET,
                Doorbell.RQ_CLIENT_OFFSET,
                Doorbell.CQ_OFFSET,
                Doorbell.DIM_OFFSET,
                Doorbell.EQ_OFFSET,
                in.u16() & 0xff8);
    guest.doorbell(page, offset, (long) in.i32() << 32 | in.pick(6));
  }

  private void arm() {
    long armed = in.chance(4) ? 0 : 1;
    long value = Doorbell.CQ_TAIL_PTR.placeLong(in.u16()) | Doorbell.CQ_ARM.placeLong(armed);
    guest.doorbell(guest.doorbellPage, Doorbell.CQ_OFFSET, value | in.pick(8));
    guest.doorbell(guest.doorbellPage, Doorbell.EQ_OFFSET, value | guest.eq);
  }

  private void unmap() {
    Stretch s = stretch();
    int first = in.u8() % s.pages();
    space.unmap(s, first, 1 + in.pick(64), adapter::settle);
  }

  private void remap() {
    Stretch s = stretch();
    int first = in.u8() % s.pages();
    space.remap(s, first, 1 + in.pick(64));
  }

  /** Writes anything to its own memory, queues included. */
  private void scribble() {
    Stretch s = stretch();
    space.write(s, in.u16() % s.bytes(), in.bytes(in.u8()));
  }

  /** A frame from outside, with its first bytes private to the sender as the contract says. */
  private void deliver() {
    byte[] bytes = FrameForge.frame(in, FrameForge.OWN_MAC);
    MemorySegment m = MemorySegment.ofArray(bytes);
    int split = Math.min(bytes.length, 256);
    frame.clear();
    frame.add(m, 0, split);
    if (split < bytes.length) {
      frame.add(m, split, bytes.length - split);
    }
    frame.headers().parse(m, 0, split, bytes.length);
    frame.setChecksumVerified(in.chance(4));
    int copies = 1 + in.pick(10);
    for (int i = 0; i < copies; i++) {
      adapter.port(0).deliver(frame);
    }
    if (!in.chance(4)) {
      adapter.port(0).flush();
    }
  }

  private void pass() {
    now += Integer.toUnsignedLong(in.i32());
    adapter.nextDeadline();
  }

  private void functionReset() {
    if (in.chance(2)) {
      adapter.writeConfig(0x68, 2, 0x8000);
    } else {
      adapter.reset();
    }
    guest.forget();
  }

  private void raise() {
    adapter.raise(
        switch (in.pick(5)) {
          case 0 -> new ServiceEvent.FpgaReconfiguration();
          case 1 -> new ServiceEvent.ResetRequest();
          case 2 -> new ServiceEvent.HwcTimeout(in.u16());
          case 3 -> new ServiceEvent.Link(in.u8(), in.chance(2));
          default -> new ServiceEvent.RdmaService(in.chance(2));
        });
  }
}
