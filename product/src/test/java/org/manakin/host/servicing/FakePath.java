package org.manakin.host.servicing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A NIC whose driver does what Linux does; 7.3 follows events, 6.x does not. */
final class FakePath implements DataPath {
  private final Rig rig;
  private Listener listener =
      new Listener() {
        @Override
        public void receiving(boolean on) {}

        @Override
        public void released() {}
      };
  private boolean claimed;
  private boolean receiving;
  private boolean dead;

  /** Whether QEMU is connected to the adapter. */
  boolean plugged = true;

  /** Whether the driver acts on events, as from Linux 7.3 on. */
  boolean follows;

  /** Whether the guest's kernel does anything at all. */
  boolean guestLives = true;

  /** Whether the interface is to be up when the driver comes. */
  boolean up = true;

  boolean stalled;
  boolean sending;
  boolean holds;
  long progress;
  long lost;
  long synthetic;
  long vf;
  int givenUp;
  final List<VfEvent> raised = new ArrayList<>();

  FakePath(Rig rig) {
    this.rig = rig;
  }

  void driverComes() {
    claimed = true;
    if (up) {
      receive(true);
    }
  }

  void driverComesIfUp() {
    if (guestLives) {
      claimed = true;
      rig.in(67, () -> receive(up));
    }
  }

  void receive(boolean on) {
    if (receiving != on) {
      receiving = on;
      listener.receiving(on);
    }
  }

  /** Receive-off now, the rest as long after it as was seen. */
  void driverGoes() {
    receive(false);
    rig.in(76, listener::released);
    rig.in(94, this::lost);
  }

  /** The channel is gone, by the driver's hand or by the end of it. */
  void lost() {
    claimed = false;
    receiving = false;
    dead = false;
    listener.released();
  }

  @Override
  public void listen(Listener told) {
    listener = told;
  }

  @Override
  public boolean attached() {
    return plugged;
  }

  @Override
  public boolean claimed() {
    return claimed && !dead;
  }

  @Override
  public boolean receiving() {
    return receiving;
  }

  @Override
  public boolean dead() {
    return dead;
  }

  @Override
  public boolean sending() {
    return sending;
  }

  @Override
  public long progress() {
    return progress;
  }

  @Override
  public long stalledFrames() {
    return lost;
  }

  @Override
  public long syntheticFrames() {
    return synthetic;
  }

  @Override
  public boolean raise(VfEvent event) {
    if (!claimed || dead) {
      return false;
    }
    raised.add(event);
    if (follows) {
      switch (event) {
        case LINK_DOWN -> rig.in(2, () -> synthetic++);
        case LINK_UP -> rig.in(6, () -> vf++);
        case RESET_REQUEST, FPGA_RECONFIG -> {
          rig.in(3, this::driverGoes);
          rig.in(10_080, this::driverComesIfUp);
        }
      }
    }
    return true;
  }

  @Override
  public void stall(boolean on) {
    stalled = on;
    sending = on;
  }

  @Override
  public void giveUpSends() {
    givenUp++;
    sending = false;
  }

  @Override
  public void kill() {
    rig.in(
        1,
        () -> {
          dead = true;
          receiving = false;
          listener.released();
        });
  }

  @Override
  public void holdUntilReceiving(boolean on) {
    holds = on;
  }

  @Override
  public Map<String, Long> counters() {
    Map<String, Long> counters = new LinkedHashMap<>();
    counters.put(VF_FROM_GUEST, vf);
    counters.put("synthetic_from_guest", synthetic);
    return counters;
  }
}
