package org.manakin.packet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/**
 * Reads a finished frame's bytes on its own, fails if a length or checksum in them is wrong, and
 * says what is in it.
 */
public final class PacketCheck {
  private final byte[] frame;
  private final int network;
  private final int transport;
  private final int payload;
  private final int end;
  private final int protocol;
  private final boolean v4;

  private PacketCheck(byte[] frame) {
    this.frame = frame;
    network = tagged() ? 18 : 14;
    int type = (int) Packets.get(frame, network - 2, 2);
    assertThat(type).as("EtherType").isIn(0x0800, 0x86dd);
    v4 = type == 0x0800;
    if (v4) {
      int header = (frame[network] & 15) * 4;
      end = network + (int) Packets.get(frame, network + 2, 2);
      protocol = frame[network + 9];
      transport = network + header;
      assertThat(Packets.naiveSum(frame, network, header, 0)).as("IPv4 sum").isEqualTo(0xffff);
    } else {
      end = network + 40 + (int) Packets.get(frame, network + 4, 2);
      int next = frame[network + 6];
      int at = network + 40;
      while (next == 0 || next == 43 || next == 60) {
        next = frame[at];
        at += (Byte.toUnsignedInt(frame[at + 1]) + 1) * 8;
      }
      protocol = next;
      transport = at;
    }
    assertThat(end).as("end of the IP packet").isBetween(transport, frame.length);
    payload = transport + (protocol == 6 ? (frame[transport + 12] >> 4 & 15) * 4 : 8);
    checkTransport();
  }

  /** Checks a TCP or UDP frame without IP fragmentation. */
  public static PacketCheck of(byte[] frame) {
    return new PacketCheck(frame);
  }

  private void checkTransport() {
    assertThat(protocol).as("protocol").isIn(6, 17);
    int bytes = end - transport;
    if (protocol == 17) {
      assertThat(Packets.get(frame, transport + 4, 2)).as("UDP length").isEqualTo(bytes);
      if (v4 && Packets.get(frame, transport + 6, 2) == 0) {
        return;
      }
    }
    int size = v4 ? 4 : 16;
    int source = network + (v4 ? 12 : 8);
    int pseudo =
        Packets.pseudoSum(
            Arrays.copyOfRange(frame, source, source + size),
            Arrays.copyOfRange(frame, source + size, source + 2 * size),
            protocol,
            bytes);
    assertThat(Packets.naiveSum(frame, transport, bytes, pseudo))
        .as("transport sum")
        .isEqualTo(0xffff);
  }

  public boolean tagged() {
    return Packets.get(frame, 12, 2) == 0x8100;
  }

  public int tci() {
    return tagged() ? (int) Packets.get(frame, 14, 2) : 0;
  }

  public long target() {
    return Packets.get(frame, 0, 6);
  }

  public long source() {
    return Packets.get(frame, 6, 6);
  }

  public int ipId() {
    return (int) Packets.get(frame, network + 4, 2);
  }

  public int sourcePort() {
    return (int) Packets.get(frame, transport, 2);
  }

  public int destinationPort() {
    return (int) Packets.get(frame, transport + 2, 2);
  }

  public int sequence() {
    return (int) Packets.get(frame, transport + 4, 4);
  }

  public int flags() {
    return Byte.toUnsignedInt(frame[transport + 13]);
  }

  public byte[] payload() {
    return Arrays.copyOfRange(frame, payload, end);
  }

  /** The headers' bytes, up to the payload. */
  public byte[] headers() {
    return Arrays.copyOf(frame, payload);
  }
}
