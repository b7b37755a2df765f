package org.manakin.linux;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * A TAP interface of this machine: what is written to its descriptor arrives on the interface, what
 * the machine sends on the interface is read from it, one frame a call, each behind a 12-byte
 * virtio-net header.
 */
public final class Tap implements Closeable {
  /** Bytes of the header in front of each frame. */
  public static final int HEADER_BYTES = 12;

  private static final String DEVICE = "/dev/net/tun";
  private static final int LONGEST_NAME = 15;

  // struct ifreq of 64-bit Linux: the interface's name, then a union.
  private static final int REQUEST_BYTES = 40;
  private static final int REQUEST_VALUE = 16;

  private static final int IFF_TAP = 0x0002;
  private static final int IFF_NO_PI = 0x1000;
  private static final int IFF_VNET_HDR = 0x4000;
  private static final long TUNSETIFF = 0x400454ca;
  private static final long TUNSETOFFLOAD = 0x400454d0;
  private static final long TUNSETVNETHDRSZ = 0x400454d8;
  private static final long TUNSETVNETLE = 0x400454dc;
  private static final int TUN_F_CSUM_TSO4_TSO6 = 0x1 | 0x2 | 0x4;

  private static final long SIOCGIFFLAGS = 0x8913;
  private static final long SIOCSIFFLAGS = 0x8914;
  private static final long SIOCSIFMTU = 0x8922;
  private static final int IFF_UP = 1;

  private final Fd fd;
  private final String name;

  private Tap(Fd fd, String name) {
    this.fd = fd;
    this.name = name;
  }

  /**
   * Opens the interface {@code name}, which is created if there is none and then lives as long as
   * this object. Calls on its descriptor do not wait. The machine may send through it TCP
   * super-frames and frames without a checksum.
   *
   * @throws IOException which names the missing permission and how to get it
   */
  public static Tap open(String name) throws IOException {
    if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
      throw new IOException(
          "'%s' is no interface name: 1 to %d bytes".formatted(name, LONGEST_NAME));
    }
    try (Arena arena = Arena.ofConfined()) {
      int number =
          FileCalls.open(
              arena.allocateFrom(DEVICE),
              FileCalls.O_RDWR | FileCalls.O_NONBLOCK | FileCalls.O_CLOEXEC);
      if (number < 0) {
        throw cannotOpen(-number);
      }
      Fd fd = new Fd(number, "TAP " + name);
      try {
        configure(fd, name, arena);
      } catch (IOException e) {
        fd.close();
        throw e;
      }
      return new Tap(fd, name);
    }
  }

  public Fd fd() {
    return fd;
  }

  public String name() {
    return name;
  }

  /** Sets the interface up, as {@code ip link set NAME up} does. */
  public void setUp() throws IOException {
    try (Arena arena = Arena.ofConfined();
        Fd socket = controlSocket()) {
      MemorySegment request = request(arena, name);
      check(socket, SIOCGIFFLAGS, request, "read the flags of");
      short flags = request.get(ValueLayout.JAVA_SHORT, REQUEST_VALUE);
      if ((flags & IFF_UP) == 0) {
        request.set(ValueLayout.JAVA_SHORT, REQUEST_VALUE, (short) (flags | IFF_UP));
        check(socket, SIOCSIFFLAGS, request, "set up");
      }
    }
  }

  /** Sets the largest packet, in bytes without the Ethernet header. */
  public void setMtu(int bytes) throws IOException {
    try (Arena arena = Arena.ofConfined();
        Fd socket = controlSocket()) {
      MemorySegment request = request(arena, name);
      request.set(ValueLayout.JAVA_INT, REQUEST_VALUE, bytes);
      check(socket, SIOCSIFMTU, request, "set the MTU " + bytes + " of");
    }
  }

  @Override
  public void close() {
    fd.close();
  }

  private static void configure(Fd fd, String name, Arena arena) throws IOException {
    MemorySegment request = request(arena, name);
    request.set(
        ValueLayout.JAVA_SHORT, REQUEST_VALUE, (short) (IFF_TAP | IFF_NO_PI | IFF_VNET_HDR));
    int result = FileCalls.ioctl(fd.number(), TUNSETIFF, request);
    if (result < 0) {
      throw cannotAttach(name, -result);
    }
    MemorySegment value = arena.allocateFrom(ValueLayout.JAVA_INT, HEADER_BYTES);
    SyscallException.check(
        FileCalls.ioctl(fd.number(), TUNSETVNETHDRSZ, value), "ioctl TUNSETVNETHDRSZ", fd.name());
    value.set(ValueLayout.JAVA_INT, 0, 1);
    SyscallException.check(
        FileCalls.ioctl(fd.number(), TUNSETVNETLE, value), "ioctl TUNSETVNETLE", fd.name());
    SyscallException.check(
        FileCalls.ioctl(fd.number(), TUNSETOFFLOAD, TUN_F_CSUM_TSO4_TSO6),
        "ioctl TUNSETOFFLOAD",
        fd.name());
  }

  private void check(Fd socket, long request, MemorySegment argument, String what)
      throws IOException {
    int result = FileCalls.ioctl(socket.number(), request, argument);
    if (result == -Errno.EPERM) {
      throw new IOException(
          "may not %s the interface %s: CAP_NET_ADMIN is missing; have an administrator do it with"
                  .formatted(what, name)
              + " 'ip link set', or run as root");
    }
    SyscallException.check(result, "ioctl", what + " the interface " + name);
  }

  private static IOException cannotOpen(int errno) {
    SyscallException cause = new SyscallException("open", DEVICE, errno);
    return switch (errno) {
      case Errno.EACCES, Errno.EPERM ->
          new IOException(
              "may not open "
                  + DEVICE
                  + ": run as root or with CAP_NET_ADMIN, or have an administrator make it"
                  + " readable and writable for you",
              cause);
      case Errno.ENOENT, Errno.ENODEV ->
          new IOException(
              "there is no "
                  + DEVICE
                  + ": load the kernel module 'tun', or pass the device into the container",
              cause);
      default -> cause;
    };
  }

  private static IOException cannotAttach(String name, int errno) {
    SyscallException cause = new SyscallException("ioctl TUNSETIFF", name, errno);
    return switch (errno) {
      case Errno.EPERM ->
          new IOException(
              "may not create or take the TAP interface %s: CAP_NET_ADMIN is missing; run as root,"
                      .formatted(name)
                  + " or have an administrator run 'ip tuntap add dev %s mode tap user $USER vnet_hdr'"
                      .formatted(name),
              cause);
      case Errno.EBUSY ->
          new IOException("the TAP interface " + name + " is in use by another process", cause);
      case Errno.EINVAL ->
          new IOException(
              "the interface "
                  + name
                  + " is no TAP, or was made with other options (multi_queue); remove it or name"
                  + " another",
              cause);
      default -> cause;
    };
  }

  private static Fd controlSocket() throws SyscallException {
    int number = SocketCalls.socket(SocketCalls.AF_INET, SocketCalls.SOCK_DGRAM);
    return new Fd(SyscallException.check(number, "socket", "AF_INET"), "interface control");
  }

  private static MemorySegment request(Arena arena, String name) {
    MemorySegment request = arena.allocate(REQUEST_BYTES, Long.BYTES);
    request.setString(0, name);
    return request;
  }
}
