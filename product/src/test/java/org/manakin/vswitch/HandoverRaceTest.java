package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.vswitch.SwitchBed.MAC;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.manakin.observe.Clock;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;
import org.manakin.packet.Port;

/**
 * Planned revokes and restores while senders send, each at any moment: no frame is lost, none comes
 * twice, none passes another of its sender.
 */
class HandoverRaceTest {
  private static final int SENDERS = 2;
  private static final int FRAMES = 60_000;
  private static final int SEQUENCE = 42;
  private static final long LONG = 60_000_000_000L;

  private final VirtualSwitch vswitch = new VirtualSwitch(Clock.SYSTEM, () -> {});
  private final AtomicBoolean vfReceives = new AtomicBoolean(true);
  private final List<List<Integer>> arrived = new ArrayList<>();
  private final ConcurrentHashMap<String, String> defects = new ConcurrentHashMap<>();
  private final Endpoint guest = guest();

  /** Takes frames as an adapter does: until the driver turns receiving off, then gives back. */
  private final class Vf implements Port {
    @Override
    public void deliver(Frame frame) {
      synchronized (vfReceives) {
        if (vfReceives.get()) {
          arrive(frame);
          return;
        }
      }
      if (!guest.returned(LegKind.VF, frame)) {
        defects.put("lost at the VF", "");
      }
    }
  }

  /** Has room for a few frames at a time. */
  private final class Synthetic implements Port {
    private int room;

    @Override
    public void deliver(Frame frame) {
      arrive(frame);
    }

    @Override
    public boolean hasRoom() {
      room = (room + 1) % 5;
      return room > 0;
    }
  }

  private void arrive(Frame frame) {
    byte[] bytes = Packets.bytes(frame);
    int sender = (int) Packets.get(bytes, 6, 6) - (int) MAC;
    List<Integer> list = arrived.get(sender);
    synchronized (list) {
      list.add((int) Packets.get(bytes, SEQUENCE, 4));
    }
  }

  private Endpoint guest() {
    vswitch.addNetwork(new NetworkSpec("red", 1, OptionalInt.empty(), List.of()));
    return vswitch.addEndpoint(SwitchBed.spec("guest", "red", 100));
  }

  @Test
  @Timeout(120)
  void nothingIsLostOrReordered() throws InterruptedException {
    guest.vf().connect(new Vf());
    guest.synthetic().connect(new Synthetic());
    guest.activate(LegKind.VF);
    List<Thread> senders = new ArrayList<>();
    for (int i = 0; i < SENDERS; i++) {
      arrived.add(new ArrayList<>());
      Endpoint from = vswitch.addEndpoint(SwitchBed.spec("sender" + i, "red", i));
      int number = i;
      senders.add(Thread.ofPlatform().start(() -> sendAll(number, from.vf())));
    }
    while (guest.vf().framesToGuest() == 0) {
      LockSupport.parkNanos(50_000);
    }
    int cycles = 0;
    while (senders.stream().anyMatch(Thread::isAlive)) {
      revoke();
      restore();
      cycles++;
    }
    for (Thread sender : senders) {
      sender.join();
    }
    assertThat(cycles).isPositive();
    assertThat(defects).isEmpty();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < FRAMES; i++) {
      all.add(i);
    }
    assertThat(arrived).allSatisfy(list -> assertThat(list).isEqualTo(all));
    assertThat(guest.counters().get(EndpointCounter.HELD)).isBetween(1L, SENDERS * FRAMES - 1L);
    assertThat(guest.counters().get(EndpointCounter.DRAINED))
        .isEqualTo(guest.counters().get(EndpointCounter.HELD));
  }

  private void sendAll(int number, Leg leg) {
    for (int i = 0; i < FRAMES; i++) {
      byte[] bytes = SwitchBed.frame(MAC + number, MAC + 100, 20);
      Packets.put(bytes, SEQUENCE, i, 4);
      leg.deliver(Packets.frame(bytes));
      leg.flush();
    }
  }

  private void revoke() {
    guest.hold(LONG);
    synchronized (vfReceives) {
      vfReceives.set(false);
    }
    LockSupport.parkNanos(50_000);
    guest.activate(LegKind.SYNTHETIC);
    settle();
  }

  private void restore() {
    guest.hold(LONG);
    LockSupport.parkNanos(50_000);
    synchronized (vfReceives) {
      vfReceives.set(true);
    }
    guest.activate(LegKind.VF);
    settle();
  }

  private void settle() {
    while (guest.delivery() == Delivery.DRAINING) {
      vswitch.work();
    }
    // frames go straight for a while
    LockSupport.parkNanos(200_000);
  }
}
