package org.manakin.adapter.hwc;

/**
 * One command of the hardware channel: reads its request, acts on the function, writes its
 * response. Runs on the service thread, and has seconds, not minutes: a driver gives up after 30 s.
 */
public interface Command {
  /** The code in the request header. */
  int code();

  /**
   * Bytes of the oldest version of the request; a shorter one is refused before {@link #execute}.
   */
  int requestSize();

  /** The newest version of the response that this command can write. */
  default int responseVersion() {
    return 1;
  }

  /**
   * Carries the command out, or not at all.
   *
   * @throws Refusal with the status to answer; nothing has changed then
   */
  void execute(Request request, Response response) throws Refusal;
}
