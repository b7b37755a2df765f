package org.manakin.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;

/**
 * A UDP socket that is bound but not connected and never waits. Being unconnected, it is not told
 * of ICMP errors. One thread receives and one sends; neither allocates anything.
 */
public final class UdpSocket implements Closeable {
  private static final int IPPROTO_IP = 0;
  private static final int IPPROTO_IPV6 = 41;
  private static final int IP_MTU_DISCOVER = 10;
  private static final int IPV6_MTU_DISCOVER = 23;
  private static final int IPV6_V6ONLY = 26;
  private static final int PMTUDISC_DONT = 0;
  private static final int PMTUDISC_DO = 2;
  private static final int SO_SNDBUF = 7;
  private static final int SO_RCVBUF = 8;
  private static final int SO_NO_CHECK = 11;
  private static final int SO_BINDTODEVICE = 25;
  private static final int SO_SNDBUFFORCE = 32;
  private static final int SO_RCVBUFFORCE = 33;
  private static final int SO_MEMINFO = 55;
  private static final int MEMINFO_WORDS = 9;
  private static final int MEMINFO_DROPS = 8;

  private final Fd fd;
  private final boolean ipv6;
  private final MessageHeader incoming = new MessageHeader();
  private final IoVector into = new IoVector(1);
  private final MessageHeader outgoing = new MessageHeader();

  private UdpSocket(Fd fd, boolean ipv6) {
    this.fd = fd;
    this.ipv6 = ipv6;
    incoming.setVector(into, 1);
  }

  /**
   * A socket bound to {@code local}, whose port 0 means any free one.
   *
   * @param ipv6 its family; one of IPv6 that is bound to the wildcard also serves IPv4
   * @throws IOException which names the address and what is in the way
   */
  public static UdpSocket bind(InetSocketAddress local, boolean ipv6) throws IOException {
    int family = ipv6 ? SocketCalls.AF_INET6 : SocketCalls.AF_INET;
    int number = SocketCalls.socket(family, SocketCalls.SOCK_DGRAM);
    if (number < 0) {
      throw cannotBind(local, "socket", -number);
    }
    Fd fd = new Fd(number, "UDP " + local);
    try {
      UdpAddress address = UdpAddress.of(local, ipv6);
      if (ipv6) {
        SyscallException.check(
            SocketCalls.setOption(number, IPPROTO_IPV6, IPV6_V6ONLY, 0), "setsockopt", fd.name());
      }
      int result = SocketCalls.bind(number, address.memory(), address.length());
      if (result < 0) {
        throw cannotBind(local, "bind", -result);
      }
      return new UdpSocket(fd, ipv6);
    } catch (IOException | IllegalArgumentException e) {
      fd.close();
      throw e;
    }
  }

  public Fd fd() {
    return fd;
  }

  /** Whether it is of the family IPv6, so that it sends to addresses made for that. */
  public boolean ipv6() {
    return ipv6;
  }

  /** The address that it is bound to, with the port that it was given. */
  public InetSocketAddress localAddress() throws SyscallException {
    UdpAddress address = UdpAddress.empty();
    SyscallException.check(
        SocketCalls.name(fd.number(), address.memory(), UdpAddress.BYTES),
        "getsockname",
        fd.name());
    return address.toJava();
  }

  /**
   * Sends and receives through this interface only.
   *
   * @throws IOException which names the interface and what is in the way
   */
  public void bindToDevice(String device) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int result =
          SocketCalls.setOption(
              fd.number(), SocketCalls.SOL_SOCKET, SO_BINDTODEVICE, arena.allocateFrom(device));
      if (result == -Errno.ENODEV) {
        throw new IOException("there is no network interface '" + device + "'");
      }
      SyscallException.check(result, "setsockopt SO_BINDTODEVICE", device);
    }
  }

  /**
   * Whether datagrams that are too long for the path are refused here ({@link Errno#EMSGSIZE}) and
   * on the way (the don't-fragment bit). If not, they are fragmented, here by the kernel and by
   * IPv4 routers.
   */
  public void setDontFragment(boolean on) throws SyscallException {
    int mode = on ? PMTUDISC_DO : PMTUDISC_DONT;
    check(SocketCalls.setOption(fd.number(), IPPROTO_IP, IP_MTU_DISCOVER, mode));
    if (ipv6) {
      check(SocketCalls.setOption(fd.number(), IPPROTO_IPV6, IPV6_MTU_DISCOVER, mode));
    }
  }

  /** Sends datagrams over IPv4 without a checksum; over IPv6 there always is one. */
  public void omitChecksum() throws SyscallException {
    check(SocketCalls.setOption(fd.number(), SocketCalls.SOL_SOCKET, SO_NO_CHECK, 1));
  }

  /**
   * Asks for buffers of that many bytes; gets what the administrator's limits allow without
   * privilege.
   */
  public void setBuffers(int receiveBytes, int sendBytes) throws SyscallException {
    setBuffer(SO_RCVBUFFORCE, SO_RCVBUF, receiveBytes);
    setBuffer(SO_SNDBUFFORCE, SO_SNDBUF, sendBytes);
  }

  /** Datagrams that the kernel dropped because the receive buffer was full; -1 if unknown. */
  public long dropped() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment words = arena.allocate(ValueLayout.JAVA_INT, MEMINFO_WORDS);
      int result = SocketCalls.option(fd.number(), SocketCalls.SOL_SOCKET, SO_MEMINFO, words);
      return result < 0
          ? -1
          : Integer.toUnsignedLong(words.getAtIndex(ValueLayout.JAVA_INT, MEMINFO_DROPS));
    }
  }

  /**
   * Receives one datagram of at most {@code bytes} bytes into {@code buffer} from {@code offset}
   * on; the rest of a longer one is lost.
   *
   * @param from is set to the sender
   * @return the bytes, or a negative error number, {@link Errno#EAGAIN} if there is no datagram
   */
  public int receive(MemorySegment buffer, long offset, int bytes, UdpAddress from) {
    into.set(0, buffer, offset, bytes);
    incoming.setName(from.memory(), UdpAddress.BYTES);
    incoming.setControl(MemorySegment.NULL, 0);
    return (int) SocketCalls.recvmsg(fd.number(), incoming.segment(), SocketCalls.MSG_DONTWAIT);
  }

  /**
   * Sends the first {@code parts} entries of {@code vector} as one datagram.
   *
   * @param to made for sockets of this family
   * @return the bytes, or a negative error number
   */
  public int send(IoVector vector, int parts, UdpAddress to) {
    outgoing.setVector(vector, parts);
    outgoing.setName(to.memory(), to.length());
    outgoing.setControl(MemorySegment.NULL, 0);
    return (int)
        SocketCalls.sendmsg(
            fd.number(), outgoing.segment(), SocketCalls.MSG_DONTWAIT | SocketCalls.MSG_NOSIGNAL);
  }

  @Override
  public void close() {
    fd.close();
  }

  private void setBuffer(int force, int option, int bytes) throws SyscallException {
    if (SocketCalls.setOption(fd.number(), SocketCalls.SOL_SOCKET, force, bytes) < 0) {
      check(SocketCalls.setOption(fd.number(), SocketCalls.SOL_SOCKET, option, bytes));
    }
  }

  private void check(int result) throws SyscallException {
    SyscallException.check(result, "setsockopt", fd.name());
  }

  private static IOException cannotBind(InetSocketAddress local, String call, int errno) {
    SyscallException cause = new SyscallException(call, local.toString(), errno);
    String why =
        switch (errno) {
          case Errno.EADDRINUSE ->
              "another process or a vxlan device of this machine has it; 'ss -ulpn' and"
                  + " 'ip -d link show type vxlan' tell which, or choose another port";
          case Errno.EADDRNOTAVAIL -> "this machine has no such address; see 'ip addr'";
          case Errno.EACCES -> "ports below 1024 are root's; choose another";
          case Errno.EAFNOSUPPORT -> "this machine has no IPv6; use IPv4 addresses";
          default -> null;
        };
    return why == null ? cause : new IOException("cannot use UDP " + local + ": " + why, cause);
  }
}
