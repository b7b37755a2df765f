package org.manakin.lab.channel;

import java.nio.charset.StandardCharsets;

/**
 * How a command in a guest ended.
 *
 * @param status its exit status; 128 and the signal's number if a signal ended it
 * @param bytes standard output and error, in the order they were written
 */
public record CommandResult(int status, byte[] bytes) {
  /** The output as text. */
  public String output() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  public boolean ok() {
    return status == 0;
  }
}
