package org.manakin.lab.channel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * A guest's serial console: logged to a file, handed to listeners, searched for a dying kernel's
 * last words.
 */
public final class Console {
  private static final int TAIL_LINES = 60;
  private static final int LONGEST_LINE = 4096;
  private static final Pattern FATAL =
      Pattern.compile(
          "Kernel panic - not syncing|\\bOops: |BUG: unable to handle|general protection fault"
              + "|kernel BUG at");

  private final InputStream in;
  private final OutputStream out;
  private final Path log;
  private final Consumer<String> onFatal;
  private final List<Consumer<byte[]>> listeners = new CopyOnWriteArrayList<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private final StringBuilder line = new StringBuilder();

  /**
   * @param log where everything is written to, and stays
   * @param onFatal told the line in which the kernel says that it is dying
   */
  public Console(InputStream in, OutputStream out, Path log, Consumer<String> onFatal) {
    this.in = in;
    this.out = out;
    this.log = log;
    this.onFatal = onFatal;
  }

  /** Begins to read; call once. */
  public void start() {
    Thread.ofVirtual().name("guest-console").start(this::read);
  }

  /** Told all bytes from now on, on the reading thread. */
  public void onOutput(Consumer<byte[]> listener) {
    listeners.add(listener);
  }

  /** Types into the console: a shell listens there. */
  public void write(byte[] bytes) throws IOException {
    synchronized (out) {
      out.write(bytes);
      out.flush();
    }
  }

  /** The last lines. */
  public String tail() {
    synchronized (tail) {
      return String.join("\n", tail) + (line.isEmpty() ? "" : "\n" + line);
    }
  }

  private void read() {
    byte[] buffer = new byte[8192];
    try (OutputStream file = Files.newOutputStream(log)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        file.write(buffer, 0, n);
        byte[] bytes = Arrays.copyOf(buffer, n);
        for (Consumer<byte[]> listener : listeners) {
          listener.accept(bytes);
        }
        split(new String(bytes, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The connection ends with QEMU; whoever waits for the guest is told by the process's end.
      note("(console lost: " + e.getMessage() + ")");
    }
  }

  private void split(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n') {
        note(line.toString());
      } else if (c != '\r' && line.length() < LONGEST_LINE) {
        synchronized (tail) {
          line.append(c);
        }
      }
    }
  }

  private void note(String whole) {
    synchronized (tail) {
      line.setLength(0);
      tail.addLast(whole);
      if (tail.size() > TAIL_LINES) {
        tail.removeFirst();
      }
    }
    if (FATAL.matcher(whole).find()) {
      onFatal.accept(whole);
    }
  }
}
