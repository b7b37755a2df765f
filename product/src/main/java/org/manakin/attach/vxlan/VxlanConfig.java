package org.manakin.attach.vxlan;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a {@link VxlanTunnel} is to be.
 *
 * @param bind the local address that datagrams come to and are sent from, and the port that they
 *     come to; with a wildcard address the kernel chooses the source by the route
 * @param device the interface that alone is used, if any
 * @param segments the networks, each with another VNI
 * @param mtu the largest IP packet of the carried networks in bytes; longer ones are not sent. Over
 *     an outer MTU of 1500 everything up to 1450 (IPv4) or 1430 (IPv6) goes in one piece
 * @param dontFragment whether datagrams that are too long for the path are dropped and counted; if
 *     not, the kernel fragments them, which costs both ends time and loses all with one fragment
 * @param sourcePorts how many UDP source ports the flows are spread over, a power of two: routers
 *     and receivers spread their work by it. Each is a socket
 * @param learned how many addresses of each segment can be learned, a power of two
 * @param ageing after which a learned address is forgotten if no frame came from it
 */
public record VxlanConfig(
    InetSocketAddress bind,
    Optional<String> device,
    List<VxlanSegment> segments,
    int mtu,
    boolean dontFragment,
    int sourcePorts,
    int learned,
    Duration ageing) {
  /** VXLAN's UDP port. */
  public static final int PORT = 4789;

  /** What fits an outer MTU of 1500 over IPv4. */
  public static final int DEFAULT_MTU = 1450;

  /** What a datagram has room for. */
  public static final int MAX_MTU = 65_000;

  private static final int MIN_MTU = 68;
  private static final int DEFAULT_SOURCE_PORTS = 16;
  private static final int MOST_SOURCE_PORTS = 256;
  private static final int DEFAULT_LEARNED = 4096;
  private static final int MOST_LEARNED = 1 << 20;
  private static final Duration DEFAULT_AGEING = Duration.ofMinutes(5);
  private static final Duration LONGEST_AGEING = Duration.ofDays(365);

  /**
   * @throws IllegalArgumentException which says what is out of range or does not fit together
   */
  public VxlanConfig {
    segments = List.copyOf(segments);
    check(!bind.isUnresolved(), "there is no host " + bind.getHostString());
    check(!segments.isEmpty(), "a VXLAN tunnel needs at least one VNI");
    check(mtu >= MIN_MTU && mtu <= MAX_MTU, "the MTU " + mtu + " is not 68 to " + MAX_MTU);
    check(
        powerOfTwo(sourcePorts, 1, MOST_SOURCE_PORTS),
        sourcePorts + " source ports are no power of two from 1 to " + MOST_SOURCE_PORTS);
    check(
        powerOfTwo(learned, MacTable.WAYS, MOST_LEARNED),
        "%d learned addresses are no power of two from %d to %d"
            .formatted(learned, MacTable.WAYS, MOST_LEARNED));
    check(
        ageing.compareTo(Duration.ofSeconds(1)) >= 0 && ageing.compareTo(LONGEST_AGEING) <= 0,
        "ageing of " + ageing.toSeconds() + " s is not between 1 s and a year");
    Set<Integer> vnis = new HashSet<>();
    for (VxlanSegment segment : segments) {
      check(vnis.add(segment.vni()), "VNI " + segment.vni() + " is there twice");
      for (InetSocketAddress remote : segment.remotes()) {
        checkFamily(bind, remote);
      }
      segment.peers().values().forEach(remote -> checkFamily(bind, remote));
    }
  }

  /** One with the usual numbers. */
  public static VxlanConfig of(InetSocketAddress bind, List<VxlanSegment> segments) {
    return new VxlanConfig(
        bind,
        Optional.empty(),
        segments,
        DEFAULT_MTU,
        false,
        DEFAULT_SOURCE_PORTS,
        DEFAULT_LEARNED,
        DEFAULT_AGEING);
  }

  public VxlanConfig withDevice(String name) {
    return new VxlanConfig(
        bind, Optional.of(name), segments, mtu, dontFragment, sourcePorts, learned, ageing);
  }

  public VxlanConfig withMtu(int bytes) {
    return new VxlanConfig(
        bind, device, segments, bytes, dontFragment, sourcePorts, learned, ageing);
  }

  public VxlanConfig withDontFragment(boolean on) {
    return new VxlanConfig(bind, device, segments, mtu, on, sourcePorts, learned, ageing);
  }

  public VxlanConfig withSourcePorts(int count) {
    return new VxlanConfig(bind, device, segments, mtu, dontFragment, count, learned, ageing);
  }

  public VxlanConfig withLearning(int addresses, Duration age) {
    return new VxlanConfig(bind, device, segments, mtu, dontFragment, sourcePorts, addresses, age);
  }

  /** Whether the sockets are of the family IPv6, which with a wildcard serves both. */
  boolean ipv6() {
    if (!bind.getAddress().isAnyLocalAddress()) {
      return six(bind);
    }
    return segments.stream()
        .anyMatch(s ->
            s.remotes().stream().anyMatch(VxlanConfig::six)
                || s.peers().values().stream().anyMatch(VxlanConfig::six));
  }

  private static void checkFamily(InetSocketAddress bind, InetSocketAddress remote) {
    check(
        bind.getAddress().isAnyLocalAddress() || six(bind) == six(remote),
        "%s cannot be reached from %s: bind to an address of its family, or to the wildcard"
            .formatted(remote, bind));
  }

  private static boolean six(InetSocketAddress address) {
    return address.getAddress() instanceof Inet6Address;
  }

  private static boolean powerOfTwo(int value, int least, int most) {
    return value >= least && value <= most && Integer.bitCount(value) == 1;
  }

  private static void check(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
