package org.manakin.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Parameters;

/** This terminal as the console of a guest that another process runs. */
@Command(
    name = "console",
    versionProvider = Version.class,
    mixinStandardHelpOptions = true,
    description = {
      "Connects this terminal to the console of a virtual machine that 'demo --keep' left running.",
      "Every key goes to the machine; Ctrl-] leaves."
    },
    footerHeading = "%nExamples:%n",
    footer = "  manakin vm console /tmp/manakin-1234-5678/guest-1")
final class VmConsole implements Callable<Integer> {

  @Parameters(paramLabel = "SOCKET", description = "The path that 'demo --keep' printed.")
  private Path socket;

  /** Only picocli makes one, and fills it in. */
  @SuppressWarnings("NullAway.Init")
  VmConsole() {}

  @Override
  public Integer call() throws IOException {
    try (SocketChannel channel = connect();
        Terminal _ = Terminal.isPresent() ? Terminal.raw() : null) {
      Thread output = Thread.ofVirtual().start(() -> show(channel));
      // Asks the shell for a prompt, so that one sees that it is there.
      channel.write(ByteBuffer.wrap(new byte[] {'\n'}));
      Terminal.type(System.in, Channels.newOutputStream(channel));
      output.interrupt();
      return ExitCode.OK;
    }
  }

  private SocketChannel connect() throws IOException {
    try {
      return SocketChannel.open(UnixDomainSocketAddress.of(socket));
    } catch (IOException e) {
      throw new IOException(socket + ": no console there (" + e.getMessage() + ")", e);
    }
  }

  private static void show(SocketChannel channel) {
    try {
      InputStream in = Channels.newInputStream(channel);
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        System.out.write(buffer, 0, n);
        System.out.flush();
      }
      System.out.print("\r\n(the machine is gone; Ctrl-] leaves)\r\n");
      System.out.flush();
    } catch (IOException e) {
      // Left.
    }
  }
}
