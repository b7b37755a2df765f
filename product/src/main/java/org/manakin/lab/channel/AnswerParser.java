package org.manakin.lab.channel;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Cuts what the guest's agent sends into answers. A push parser: it is given bytes as they come and
 * calls the sink for each whole answer.
 *
 * <p>Before the agent's greeting everything is skipped: firmware or a boot loader may have written
 * to the line, and after a reset an answer may have been cut off.
 */
final class AnswerParser {
  /** The line an agent begins with, followed by the kernel's release. */
  static final String GREETING = "MANAKIN-AGENT 1 ";

  private static final int LONGEST_HEADER = 256;

  /** Receives whole answers. */
  interface Sink {
    void greeting(String kernelRelease);

    /** More output of a command that still runs. */
    void output(long id, byte[] bytes);

    /** A command has ended. */
    void done(long id, int status, byte[] bytes);
  }

  private enum State {
    UNGREETED,
    HEADER,
    BODY
  }

  private final Sink sink;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private State state = State.UNGREETED;
  private boolean streamed;
  private long id;
  private int status;
  private byte[] body = new byte[0];
  private int filled;

  AnswerParser(Sink sink) {
    this.sink = sink;
  }

  /** Whatever comes up to the next greeting is skipped. */
  void reset() {
    state = State.UNGREETED;
    line.reset();
  }

  void feed(byte[] bytes, int length) throws GuestException {
    int at = 0;
    while (at < length) {
      if (state == State.BODY) {
        int part = Math.min(length - at, body.length - filled);
        System.arraycopy(bytes, at, body, filled, part);
        filled += part;
        at += part;
        finishBody();
      } else {
        byte next = bytes[at++];
        if (next == '\n') {
          String text = line.toString(StandardCharsets.UTF_8);
          line.reset();
          line(text);
        } else if (line.size() < LONGEST_HEADER) {
          line.write(next);
        }
      }
    }
  }

  private void line(String text) throws GuestException {
    if (text.startsWith(GREETING)) {
      state = State.HEADER;
      sink.greeting(text.substring(GREETING.length()).strip());
    } else if (state == State.HEADER && !text.isEmpty()) {
      header(text);
    }
  }

  private void header(String text) throws GuestException {
    String[] words = text.split(" ", -1);
    try {
      if (words[0].equals("D") && words.length == 4) {
        begin(false, words[1], Integer.parseInt(words[2]), words[3]);
        return;
      }
      if (words[0].equals("O") && words.length == 3) {
        begin(true, words[1], 0, words[2]);
        return;
      }
    } catch (NumberFormatException e) {
      throw new GuestException("unreadable answer from the guest's agent: " + text, e);
    }
    throw new GuestException("unreadable answer from the guest's agent: " + text);
  }

  private void begin(boolean isStreamed, String idText, int newStatus, String length)
      throws GuestException {
    streamed = isStreamed;
    id = Long.parseLong(idText);
    status = newStatus;
    int size = Integer.parseInt(length);
    if (size < 0) {
      throw new GuestException("unreadable answer from the guest's agent: length " + length);
    }
    body = new byte[size];
    filled = 0;
    state = State.BODY;
    finishBody();
  }

  private void finishBody() {
    if (filled < body.length) {
      return;
    }
    state = State.HEADER;
    if (streamed) {
      sink.output(id, body);
    } else {
      sink.done(id, status, body);
    }
  }
}
