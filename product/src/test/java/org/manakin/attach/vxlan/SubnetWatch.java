package org.manakin.attach.vxlan;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import org.manakin.packet.Frame;
import org.manakin.packet.Headers;
import org.manakin.packet.Port;

/**
 * Passes frames on and counts which of the untagged ones are for an IPv4 address of its subnet, and
 * which are for one of another. One thread.
 */
final class SubnetWatch implements Port {
  private static final int ETHERTYPE_ARP = 0x0806;
  private static final int ARP_TARGET = Headers.ETHERNET + 24;
  private static final int MASK = 0xffff_ff00;
  private static final int PRIVATE = 10;
  private static final ValueLayout.OfInt ADDRESS =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private final int subnet;
  private final Port to;
  private volatile int own;
  private volatile int strangers;

  /** For 10.9.{@code index}.0/24. */
  SubnetWatch(int index, Port to) {
    this.subnet = PRIVATE << 24 | 9 << 16 | index << 8;
    this.to = to;
  }

  int own() {
    return own;
  }

  int strangers() {
    return strangers;
  }

  @Override
  public void deliver(Frame frame) {
    Headers headers = frame.headers();
    if (!headers.tagged() && headers.etherType() == ETHERTYPE_ARP) {
      note(frame, ARP_TARGET);
    } else if (!headers.tagged() && headers.ipv4()) {
      note(frame, headers.destination());
    }
    to.deliver(frame);
  }

  private void note(Frame frame, int place) {
    int address = frame.segment(0).get(ADDRESS, frame.offset(0) + place);
    if ((address & MASK) == subnet) {
      int before = own;
      own = before + 1;
    } else if (address >>> 24 == PRIVATE) {
      int before = strangers;
      strangers = before + 1;
    }
  }

  @Override
  public void flush() {
    to.flush();
  }

  @Override
  public boolean takesUnfinished() {
    return true;
  }
}
