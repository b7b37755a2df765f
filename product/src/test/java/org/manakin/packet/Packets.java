package org.manakin.packet;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Builds frames for tests, as byte arrays with correct lengths and checksums. Its checksums are
 * computed byte by byte and share nothing with the product, so that no test checks code with
 * itself. {@link PacketCheck} looks at what came out.
 *
 * <pre>{@code
 * byte[] frame = Packets.tcp4().vlan(5).payload(1000).build();
 * byte[] whole = Packets.tcp6().payload(40_000).superFrame().build();
 * }</pre>
 */
public final class Packets {
  private long target = 0x020000000002L;
  private long source = 0x020000000001L;
  private int tci = -1;
  private final boolean v4;
  private final int protocol;
  private byte[] sourceAddress;
  private byte[] destinationAddress;
  private byte[] options = new byte[0];
  private byte[] extensions = new byte[0];
  private int firstExtension = -1;
  private int id = 0x1234;
  private int fragmentField = 0x4000;
  private int hops = 64;
  private int sourcePort = 40_000;
  private int destinationPort = 80;
  private int sequence = 0x01020304;
  private int flags = 0x10;
  private byte[] tcpOptions = new byte[0];
  private byte[] payload = new byte[0];
  private boolean partial;
  private boolean superFrame;
  private int padding;

  private Packets(boolean v4, int protocol) {
    this.v4 = v4;
    this.protocol = protocol;
    addresses(v4 ? "10.0.0.1" : "fd00::1", v4 ? "10.0.0.2" : "fd00::2");
  }

  public static Packets tcp4() {
    return new Packets(true, 6);
  }

  public static Packets udp4() {
    return new Packets(true, 17);
  }

  public static Packets tcp6() {
    return new Packets(false, 6);
  }

  public static Packets udp6() {
    return new Packets(false, 17);
  }

  /** An IPv4 packet of another protocol; its payload follows the IP header. */
  public static Packets other4(int protocol) {
    return new Packets(true, protocol);
  }

  public Packets macs(long sourceMac, long targetMac) {
    source = sourceMac;
    target = targetMac;
    return this;
  }

  /** With an 802.1Q tag of this control information. */
  public Packets vlan(int controlInformation) {
    tci = controlInformation;
    return this;
  }

  /** Numeric addresses, as text. */
  public Packets addresses(String from, String to) {
    try {
      sourceAddress = InetAddress.getByName(from).getAddress();
      destinationAddress = InetAddress.getByName(to).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
    return this;
  }

  public Packets ports(int from, int to) {
    sourcePort = from;
    destinationPort = to;
    return this;
  }

  /** IPv4 options, in multiples of 4 bytes. */
  public Packets ipOptions(byte[] bytes) {
    options = bytes;
    return this;
  }

  /**
   * Raw IPv6 extension headers; {@code first} is the number of the first one; the last one must
   * name the transport protocol.
   */
  public Packets extensions(int first, byte[] bytes) {
    firstExtension = first;
    extensions = bytes;
    return this;
  }

  public Packets ipId(int value) {
    id = value;
    return this;
  }

  /** The 16 bits of IPv4 fragment flags and offset. */
  public Packets fragment(int field) {
    fragmentField = field;
    return this;
  }

  public Packets sequence(int value) {
    sequence = value;
    return this;
  }

  public Packets flags(int value) {
    flags = value;
    return this;
  }

  public Packets tcpOptions(byte[] bytes) {
    tcpOptions = bytes;
    return this;
  }

  /** A payload of {@code bytes} bytes with a pattern that does not repeat for long. */
  public Packets payload(int bytes) {
    byte[] pattern = new byte[bytes];
    new SplittableRandom(bytes).nextBytes(pattern);
    return payload(pattern);
  }

  public Packets payload(byte[] bytes) {
    payload = bytes.clone();
    return this;
  }

  /** The transport checksum field holds only the sum over the pseudo header. */
  public Packets partial() {
    partial = true;
    return this;
  }

  /**
   * As the drivers hand over what is to be segmented: IP lengths and IPv4 checksum 0, the TCP
   * checksum field the sum over the pseudo header without a length.
   */
  public Packets superFrame() {
    superFrame = true;
    return this;
  }

  /** Zero bytes behind the packet, as Ethernet pads short frames. */
  public Packets padding(int bytes) {
    padding = bytes;
    return this;
  }

  public int linkBytes() {
    return tci < 0 ? 14 : 18;
  }

  public int networkBytes() {
    return v4 ? 20 + options.length : 40 + extensions.length;
  }

  public int transportBytes() {
    return switch (protocol) {
      case 6 -> 20 + tcpOptions.length;
      case 17 -> 8;
      default -> 0;
    };
  }

  /** Where the payload starts. */
  public int headerBytes() {
    return linkBytes() + networkBytes() + transportBytes();
  }

  public byte[] build() {
    byte[] frame = new byte[headerBytes() + payload.length + padding];
    put(frame, 0, target, 6);
    put(frame, 6, source, 6);
    int at = 12;
    if (tci >= 0) {
      put(frame, at, 0x8100, 2);
      put(frame, at + 2, tci, 2);
      at += 4;
    }
    put(frame, at, v4 ? 0x0800 : 0x86dd, 2);
    int network = linkBytes();
    int transport = network + networkBytes();
    System.arraycopy(payload, 0, frame, headerBytes(), payload.length);
    if (v4) {
      buildIpv4(frame, network);
    } else {
      buildIpv6(frame, network);
    }
    if (transportBytes() > 0) {
      buildTransport(frame, transport);
    }
    return frame;
  }

  private void buildIpv4(byte[] frame, int at) {
    int header = networkBytes();
    put(frame, at, 0x40 | header / 4, 1);
    put(frame, at + 2, superFrame ? 0 : header + transportBytes() + payload.length, 2);
    put(frame, at + 4, id, 2);
    put(frame, at + 6, fragmentField, 2);
    put(frame, at + 8, hops, 1);
    put(frame, at + 9, protocol, 1);
    System.arraycopy(sourceAddress, 0, frame, at + 12, 4);
    System.arraycopy(destinationAddress, 0, frame, at + 16, 4);
    System.arraycopy(options, 0, frame, at + 20, options.length);
    if (!superFrame) {
      put(frame, at + 10, 0xffff ^ naiveSum(frame, at, header, 0), 2);
    }
  }

  private void buildIpv6(byte[] frame, int at) {
    int bytes = extensions.length + transportBytes() + payload.length;
    put(frame, at, 0x60, 1);
    put(frame, at + 4, superFrame ? 0 : bytes, 2);
    put(frame, at + 6, firstExtension >= 0 ? firstExtension : protocol, 1);
    put(frame, at + 7, hops, 1);
    System.arraycopy(sourceAddress, 0, frame, at + 8, 16);
    System.arraycopy(destinationAddress, 0, frame, at + 24, 16);
    System.arraycopy(extensions, 0, frame, at + 40, extensions.length);
  }

  private void buildTransport(byte[] frame, int at) {
    int bytes = transportBytes() + payload.length;
    put(frame, at, sourcePort, 2);
    put(frame, at + 2, destinationPort, 2);
    if (protocol == 6) {
      put(frame, at + 4, sequence, 4);
      put(frame, at + 8, 0x0a0b0c0d, 4);
      put(frame, at + 12, (transportBytes() / 4) << 4, 1);
      put(frame, at + 13, flags, 1);
      put(frame, at + 14, 0x2000, 2);
      System.arraycopy(tcpOptions, 0, frame, at + 20, tcpOptions.length);
    } else {
      put(frame, at + 4, bytes, 2);
    }
    int field = at + (protocol == 6 ? 16 : 6);
    int pseudo = pseudoSum(sourceAddress, destinationAddress, protocol, superFrame ? 0 : bytes);
    if (partial || superFrame) {
      put(frame, field, pseudo, 2);
      return;
    }
    int checksum = 0xffff ^ naiveSum(frame, at, bytes, pseudo);
    put(frame, field, checksum == 0 && protocol == 17 ? 0xffff : checksum, 2);
  }

  /** One's complement sum of 16-bit big-endian words, byte by byte, from {@code seed} on. */
  public static int naiveSum(byte[] bytes, int at, int length, int seed) {
    int sum = seed;
    for (int i = 0; i < length; i++) {
      int b = Byte.toUnsignedInt(bytes[at + i]);
      sum += i % 2 == 0 ? b << 8 : b;
      if (sum > 0xffff) {
        sum -= 0xffff;
      }
    }
    return sum;
  }

  /** The sum over a TCP or UDP pseudo header. */
  public static int pseudoSum(byte[] from, byte[] to, int protocol, int bytes) {
    byte[] header = new byte[from.length * 2 + 8];
    System.arraycopy(from, 0, header, 0, from.length);
    System.arraycopy(to, 0, header, from.length, to.length);
    put(header, from.length * 2, bytes, 4);
    put(header, from.length * 2 + 4, protocol, 4);
    return naiveSum(header, 0, header.length, 0);
  }

  /** Stores the low {@code size} bytes of {@code value}, big-endian. */
  public static void put(byte[] bytes, int at, long value, int size) {
    for (int i = 0; i < size; i++) {
      bytes[at + i] = (byte) (value >>> (8 * (size - 1 - i)));
    }
  }

  /** A big-endian number of {@code size} bytes. */
  public static long get(byte[] bytes, int at, int size) {
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | Byte.toUnsignedInt(bytes[at + i]);
    }
    return value;
  }

  /** The frame as one fragment of native memory, parsed. */
  public static Frame frame(byte[] bytes) {
    return frame(bytes, bytes.length);
  }

  /**
   * The frame in native memory with fragment boundaries at the given places, in ascending order;
   * headers are parsed from the first fragment.
   */
  public static Frame frame(byte[] bytes, int... cuts) {
    Frame frame = new Frame();
    int from = 0;
    for (int cut : withEnd(cuts, bytes.length)) {
      // an odd start, so that alignment is not taken for granted
      MemorySegment m = Arena.ofAuto().allocate(cut - from + 3);
      MemorySegment.copy(bytes, from, m, ValueLayout.JAVA_BYTE, 3, cut - from);
      if (!frame.add(m, 3, cut - from)) {
        throw new IllegalArgumentException("too many fragments: " + cuts.length);
      }
      from = cut;
    }
    frame.headers().parse(frame.segment(0), frame.offset(0), frame.length(0), frame.length());
    return frame;
  }

  private static int[] withEnd(int[] cuts, int end) {
    if (cuts.length > 0 && cuts[cuts.length - 1] == end) {
      return cuts;
    }
    int[] result = Arrays.copyOf(cuts, cuts.length + 1);
    result[cuts.length] = end;
    return result;
  }

  /** The frame's bytes. */
  public static byte[] bytes(Frame frame) {
    byte[] result = new byte[frame.length()];
    frame.copyTo(0, MemorySegment.ofArray(result), 0, result.length);
    return result;
  }

  /** A port that keeps the bytes of what it gets. */
  public static final class Collector implements Port {
    public final List<byte[]> frames = new ArrayList<>();
    public int flushes;

    @Override
    public void deliver(Frame frame) {
      frames.add(bytes(frame));
    }

    @Override
    public void flush() {
      flushes++;
    }
  }
}
