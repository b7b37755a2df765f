package org.manakin.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.manakin.lab.Guest;
import org.manakin.lab.channel.Console;
import org.manakin.lab.provision.Folders;
import org.manakin.lab.qemu.RunFolder;

/** UNIX sockets that lead to the consoles of guests. Several may be connected to one. */
final class ConsoleSockets implements Closeable {
  private final Path folder;
  private final Map<Path, ServerSocketChannel> servers = new LinkedHashMap<>();

  private ConsoleSockets(Path folder) {
    this.folder = folder;
  }

  static ConsoleSockets open(List<Guest> guests) throws IOException {
    ConsoleSockets sockets = new ConsoleSockets(RunFolder.create());
    for (int i = 0; i < guests.size(); i++) {
      sockets.serve(guests.get(i).console(), "guest-" + (i + 1));
    }
    return sockets;
  }

  private void serve(Console console, String name) throws IOException {
    Path path = folder.resolve(name);
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    servers.put(path, server);
    server.bind(UnixDomainSocketAddress.of(path));
    Map<SocketChannel, Boolean> connected = new ConcurrentHashMap<>();
    console.onOutput(bytes -> connected.keySet().removeIf(socket -> !sent(socket, bytes)));
    Thread.ofVirtual().name("consoles of " + name).start(() -> accept(server, console, connected));
  }

  private static void accept(
      ServerSocketChannel server, Console console, Map<SocketChannel, Boolean> connected) {
    try {
      while (true) {
        SocketChannel socket = server.accept();
        connected.put(socket, true);
        Thread.ofVirtual().name("console").start(() -> type(socket, console, connected));
      }
    } catch (IOException e) {
      // Closed: the end.
    }
  }

  private static void type(
      SocketChannel socket, Console console, Map<SocketChannel, Boolean> connected) {
    try (socket) {
      Channels.newInputStream(socket).transferTo(typing(console));
    } catch (IOException e) {
      // Whoever was connected sees that it is over.
    } finally {
      connected.remove(socket);
    }
  }

  /** What is written to it is typed into the console. */
  static OutputStream typing(Console console) {
    return new OutputStream() {
      @Override
      public void write(int b) throws IOException {
        console.write(new byte[] {(byte) b});
      }

      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        console.write(Arrays.copyOfRange(bytes, from, from + length));
      }
    };
  }

  private static boolean sent(SocketChannel socket, byte[] bytes) {
    try {
      ByteBuffer left = ByteBuffer.wrap(bytes);
      while (left.hasRemaining()) {
        int ignored = socket.write(left);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  List<Path> paths() {
    return new ArrayList<>(servers.keySet());
  }

  @Override
  public void close() throws IOException {
    for (ServerSocketChannel server : servers.values()) {
      server.close();
    }
    Folders.delete(folder);
  }
}
