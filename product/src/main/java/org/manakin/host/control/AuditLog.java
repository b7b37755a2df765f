package org.manakin.host.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Where the lines of the audit go, each written out at once. Any thread. */
public final class AuditLog implements Closeable {
  private final Writer writer;
  private final boolean ours;

  private AuditLog(Writer writer, boolean ours) {
    this.writer = writer;
    this.ours = ours;
  }

  /** Appends to a file, which is made for its owner only where it is missing. */
  public static AuditLog toFile(Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new AuditLog(Channels.newWriter(channel, UTF_8), true);
  }

  /** Writes to something that somebody else closes. */
  public static AuditLog to(PrintWriter writer) {
    return new AuditLog(writer, false);
  }

  /** One line of JSON. */
  void write(String line) {
    // Others who print there hold the same lock.
    synchronized (writer) {
      try {
        writer.write(line + "\n");
        writer.flush();
      } catch (IOException e) {
        // A full disk must not keep an operator from giving a VF back; GET /events has the line.
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (ours) {
      writer.close();
    }
  }
}
