package org.manakin.fuzz;

import java.util.Arrays;
import org.manakin.packet.Packets;

/** Frames that are nearly right. */
final class FrameForge {
  static final long OWN_MAC = 0x020000000001L;
  private static final int LONGEST = 9300;
  private static final int BROADCAST_SHIFT = 48;

  private FrameForge() {}

  /** A frame to or from the hostile guest, cut and with a few bytes changed. */
  static byte[] frame(Input in, long to) {
    long from = to == OWN_MAC ? Neighbour.MAC : OWN_MAC;
    long target = in.chance(16) ? (1L << BROADCAST_SHIFT) - 1 : to;
    int payload = (int) in.pick(0, 1, 18, 100, 1000, 1460, 2000, 8960, in.u16() % LONGEST);
    Packets template =
        switch (in.pick(8)) {
          case 0, 1 -> Packets.tcp4();
          case 2 -> Packets.udp4();
          case 3 -> Packets.tcp6();
          case 4 -> Packets.udp6();
          case 5 -> Packets.other4(in.u8());
          case 6 -> Packets.tcp4().vlan(in.u16());
          default -> Packets.tcp6().extensions(0, new byte[] {6, 0, 1, 4, 0, 0, 0, 0});
        };
    byte[] bytes = template.macs(from, target).payload(payload).build();
    int changes = in.chance(2) ? in.pick(6) : 0;
    for (int i = 0; i < changes; i++) {
      bytes[in.pick(Math.min(bytes.length, 128))] = (byte) in.u8();
    }
    return in.chance(8) ? Arrays.copyOf(bytes, 14 + in.u16() % LONGEST) : bytes;
  }
}
