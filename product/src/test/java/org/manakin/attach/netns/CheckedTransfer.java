package org.manakin.attach.netns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Random;

/** TCP between this namespace and another, both ways, with the content compared. */
public final class CheckedTransfer implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 60_000;

  private final Namespace other;
  private final Path file;
  private final byte[] content;

  public CheckedTransfer(Namespace other, int bytes) throws IOException {
    this.other = other;
    this.content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    this.file = Files.createTempFile("manakin-transfer", ".bin");
    Files.write(file, content);
  }

  /** The other side connects to {@code address}, which is ours, once for each direction. */
  public void run(String address) throws IOException {
    try (ServerSocket server = new ServerSocket()) {
      server.setSoTimeout(PATIENCE_MILLIS);
      server.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
      String door = "/dev/tcp/%s/%d".formatted(address, server.getLocalPort());
      String sending = "cat %s > %s".formatted(file, door);
      Process sender = other.start(sending);
      try (Socket socket = accept(server, sender, sending)) {
        assertThat(sha256(socket.getInputStream())).as("to %s", address).isEqualTo(sha256());
      }
      Namespace.output(sender, sending);
      String receiving = "sha256sum < " + door;
      Process receiver = other.start(receiving);
      try (Socket socket = accept(server, receiver, receiving)) {
        socket.getOutputStream().write(content);
      }
      assertThat(Namespace.output(receiver, receiving)).as("from %s", address).startsWith(sha256());
    }
  }

  private static Socket accept(ServerSocket server, Process client, String script)
      throws IOException {
    try {
      Socket socket = server.accept();
      socket.setSoTimeout(PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      client.destroyForcibly();
      throw new IOException("nobody came by " + script, e);
    }
  }

  private String sha256() throws IOException {
    return sha256(new java.io.ByteArrayInputStream(content));
  }

  private static String sha256(InputStream in) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws IOException {
    Files.delete(file);
  }
}
