package org.manakin.measure.traffic;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.channel.GuestException;

/**
 * The host's end of the virtio port on which the traffic program of a guest takes its orders. It is
 * apart from the guest's command channel because that goes through a shell, which is too slow to
 * compare clocks. One thread at a time.
 */
final class TrafficLine implements Closeable {
  /** The port's name in the guest. */
  static final String NAME = "traffic";

  private static final int LONGEST_LINE = 1 << 16;

  /** What came from the guest; without bytes if it is a line only. */
  private record Answer(String line, byte[] bytes) {}

  private final String guest;
  private final Path path;
  private final ServerSocketChannel server;
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private @Nullable SocketChannel socket;

  private TrafficLine(String guest, Path path, ServerSocketChannel server) {
    this.guest = guest;
    this.path = path;
    this.server = server;
  }

  /**
   * Listens; QEMU connects when it is started with {@link #qemuOptions}.
   *
   * @param guest its name in messages
   */
  static TrafficLine listen(String guest, Path path) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    try {
      server.bind(UnixDomainSocketAddress.of(path));
      return new TrafficLine(guest, path, server);
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** What makes QEMU connect; the machine must have the lab's virtio-serial device. */
  List<String> qemuOptions() {
    return List.of(
        "-chardev",
        "socket,id=" + NAME + ",path=" + path.toString().replace(",", ",,"),
        "-device",
        "virtserialport,chardev=" + NAME + ",name=" + NAME);
  }

  /** Takes QEMU's connection; it connects as it starts. */
  void accept() throws IOException {
    SocketChannel connected = server.accept();
    socket = connected;
    InputStream in = new BufferedInputStream(Channels.newInputStream(connected), 1 << 16);
    Thread.ofVirtual().name("traffic-line").start(() -> read(in));
  }

  private void read(InputStream in) {
    try {
      while (true) {
        String line = line(in);
        int length = announced(line);
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
          throw new EOFException();
        }
        answers.add(new Answer(line, bytes));
      }
    } catch (IOException e) {
      answers.add(new Answer("", new byte[0]));
    }
  }

  /** How many bytes follow a line. */
  private static int announced(String line) throws IOException {
    if (!line.startsWith("trace ")) {
      return 0;
    }
    try {
      return Integer.parseUnsignedInt(line.substring(line.lastIndexOf(' ') + 1)) & 0x7fff_ffff;
    } catch (NumberFormatException e) {
      throw new IOException("unreadable: " + line, e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0 || line.size() == LONGEST_LINE) {
        throw new EOFException();
      }
      line.write(c);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  void send(String order) throws IOException {
    if (socket == null) {
      throw new IllegalStateException("not connected");
    }
    ByteBuffer bytes = ByteBuffer.wrap((order + "\n").getBytes(StandardCharsets.UTF_8));
    try {
      while (bytes.hasRemaining()) {
        socket.write(bytes);
      }
    } catch (IOException e) {
      throw new GuestException(gone(), e);
    }
  }

  /**
   * Waits for an answer that begins with a word.
   *
   * @return what follows the word
   * @throws GuestException if something else comes, nothing in time, or the guest is gone
   */
  String await(String word, Duration timeout) throws IOException {
    return rest(next(word, timeout), word);
  }

  /** The bytes of a trace. */
  byte[] trace(String name, Duration timeout) throws IOException {
    send("trace " + name);
    Answer answer = next("trace", timeout);
    rest(answer, "trace " + name);
    return answer.bytes();
  }

  private Answer next(String word, Duration timeout) throws GuestException {
    try {
      Answer answer = answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw new GuestException(
            "the traffic program of %s does not say '%s' within %d s"
                .formatted(guest, word, timeout.toSeconds()));
      }
      return answer;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GuestException("interrupted", e);
    }
  }

  private String rest(Answer answer, String word) throws GuestException {
    String line = answer.line();
    if (line.isEmpty()) {
      throw new GuestException(gone());
    }
    if (!line.equals(word) && !line.startsWith(word + " ")) {
      throw new GuestException(
          "the traffic program of %s said '%s' instead of '%s'".formatted(guest, line, word));
    }
    return line.substring(Math.min(line.length(), word.length() + 1));
  }

  private String gone() {
    return "the traffic program of " + guest + " is gone";
  }

  @Override
  public void close() throws IOException {
    server.close();
    if (socket != null) {
      socket.close();
    }
    Files.deleteIfExists(path);
  }
}
