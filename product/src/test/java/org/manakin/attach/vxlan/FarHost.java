package org.manakin.attach.vxlan;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.manakin.packet.Packets;

/** A host at the other end of a tunnel, by the Java library's sockets, on an address of lo. */
final class FarHost implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int VXLAN_HEADER = 8;

  private final DatagramSocket socket;
  private final DatagramPacket received = new DatagramPacket(new byte[1 << 16], 1 << 16);

  private FarHost(DatagramSocket socket) {
    this.socket = socket;
  }

  /** At 127.0.0.{@code number}, on any port. */
  static FarHost open(int number) throws IOException {
    InetAddress address = InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) number});
    DatagramSocket socket = new DatagramSocket(new InetSocketAddress(address, 0));
    socket.setSoTimeout(PATIENCE_MILLIS);
    return new FarHost(socket);
  }

  InetSocketAddress address() {
    return (InetSocketAddress) socket.getLocalSocketAddress();
  }

  void send(VxlanTunnel tunnel, byte[] datagram) throws IOException {
    socket.send(new DatagramPacket(datagram, datagram.length, tunnel.localAddress()));
  }

  void send(VxlanTunnel tunnel, int vni, byte[] frame) throws IOException {
    send(tunnel, datagram(vni, frame));
  }

  /** The next datagram; waits for it. */
  byte[] receive() throws IOException {
    socket.receive(received);
    return Arrays.copyOf(received.getData(), received.getLength());
  }

  /** The frame of the next datagram; waits for it. */
  byte[] receiveFrame() throws IOException {
    byte[] datagram = receive();
    return Arrays.copyOfRange(datagram, VXLAN_HEADER, datagram.length);
  }

  /** The port that the last datagram came from. */
  int sourcePort() {
    return received.getPort();
  }

  static byte[] datagram(int vni, byte[] frame) {
    byte[] bytes = new byte[VXLAN_HEADER + frame.length];
    Packets.put(bytes, 0, 0x08, 1);
    Packets.put(bytes, 4, vni, 3);
    System.arraycopy(frame, 0, bytes, VXLAN_HEADER, frame.length);
    return bytes;
  }

  @Override
  public void close() {
    socket.close();
  }
}
