package org.manakin.guests;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.manakin.attach.AttachmentEvents;
import org.manakin.attach.Ending;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;
import org.manakin.attach.vhostuser.SyntheticConfig;
import org.manakin.attach.vhostuser.SyntheticNic;

/** A synthetic NIC with the thread that serves it. */
final class SyntheticEnd implements Closeable {
  private static final long STOP_MILLIS = 5_000;

  final SyntheticNic nic;

  /** What was told of it, and what its thread failed of. */
  final List<String> told = new CopyOnWriteArrayList<>();

  private final EventLoop loop;
  private final Thread thread;

  SyntheticEnd(Path socket, int queuePairs) throws IOException {
    nic =
        SyntheticNic.open(
            socket,
            new SyntheticConfig(queuePairs, SyntheticConfig.MOST_MTU),
            new AttachmentEvents() {
              @Override
              public void detached(Ending why, String detail) {
                if (why != Ending.CLIENT_LEFT && why != Ending.SERVER_CLOSED) {
                  told.add("detached: " + why + " " + detail);
                }
              }

              @Override
              public void refused(String reason) {
                told.add("refused: " + reason);
              }

              @Override
              public void warning(String text) {
                told.add("warning: " + text);
              }
            });
    nic.listen(running -> told.add("started: " + running));
    loop = new EventLoop(new SpinThenWait(), (duty, defect) -> told.add("failed: " + defect));
    loop.add(nic);
    thread = new Thread(loop, "synthetic NIC " + socket.getFileName());
  }

  /** Serves from now on, what the guest sends going to {@code other}. */
  void start(SyntheticEnd other) {
    nic.connect(other.nic.port());
    thread.start();
  }

  @Override
  public void close() throws IOException {
    loop.stop();
    try {
      thread.join(STOP_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    nic.close();
    loop.close();
  }
}
