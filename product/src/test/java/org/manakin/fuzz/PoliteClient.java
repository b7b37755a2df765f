package org.manakin.fuzz;

import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.attach.vfiouser.VfioUserServer;
import org.manakin.linux.Descriptors;
import org.manakin.linux.UnixStream;

/** A client that asks what every client asks first, and reads the device's identity. */
final class PoliteClient implements Closeable {
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;
  private static final int HEADER = 16;
  private static final int ROOM = 4096;
  private static final MemorySegment BUFFER = Arena.ofAuto().allocate(ROOM, 8);

  private final VfioUserServer server;
  private final UnixStream stream;

  PoliteClient(VfioUserServer server) throws IOException {
    this.server = server;
    this.stream = UnixStream.connect(server.socket());
  }

  void assertServed() {
    message(1, HEADER + 4);
    int versionBytes = answer(1);
    message(4, HEADER + 16);
    BUFFER.set(INT, HEADER, 16);
    int infoBytes = answer(4);
    message(9, HEADER + 16);
    BUFFER.set(INT, HEADER + 8, 7);
    BUFFER.set(INT, HEADER + 12, 4);
    int readBytes = answer(9);
    int identity = BUFFER.get(INT, HEADER + 16);
    if (versionBytes <= HEADER
        || infoBytes != HEADER + 16
        || readBytes != HEADER + 20
        || identity != ScratchDevice.IDENTITY) {
      throw new AssertionError(
          "answers of %d, %d and %d bytes, identity 0x%x"
              .formatted(versionBytes, infoBytes, readBytes, identity));
    }
  }

  private void message(int command, int bytes) {
    BUFFER.asSlice(0, bytes).fill((byte) 0);
    BUFFER.set(SHORT, 2, (short) command);
    BUFFER.set(INT, 4, bytes);
  }

  /** Sends what is in the buffer; the bytes of the answer, which is there then. */
  private int answer(int command) {
    int bytes = BUFFER.get(INT, 4);
    if (stream.send(BUFFER, 0, bytes) != bytes) {
      throw new AssertionError("the server's socket takes no message");
    }
    Descriptors none = new Descriptors();
    for (int tries = 0; tries < 100; tries++) {
      int ignored = server.work();
      int received = stream.receive(BUFFER, 0, ROOM, none);
      if (received > 0) {
        boolean good = BUFFER.get(INT, 8) == 1 && BUFFER.get(SHORT, 2) == command && none.isEmpty();
        return good ? received : -1;
      }
    }
    throw new AssertionError("the server does not answer command " + command);
  }

  @Override
  public void close() {
    stream.close();
  }
}
