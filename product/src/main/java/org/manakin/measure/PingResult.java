package org.manakin.measure;

import java.io.IOException;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code ping} of iputils found out.
 *
 * @param averageMillis round-trip time of those that came back; none if none did
 */
public record PingResult(int sent, int received, OptionalDouble averageMillis) {
  private static final Pattern COUNTS =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
  private static final Pattern TIMES =
      Pattern.compile("(?:rtt|round-trip) [^=]*= [^/]+/([0-9.]+)/");

  /**
   * Reads its output.
   *
   * @throws IOException if that is not its output; the message holds it
   */
  public static PingResult parse(String text) throws IOException {
    Matcher counts = COUNTS.matcher(text);
    if (!counts.find()) {
      throw new IOException("ping printed no result: " + text.strip());
    }
    Matcher times = TIMES.matcher(text);
    return new PingResult(
        Integer.parseInt(counts.group(1)),
        Integer.parseInt(counts.group(2)),
        times.find()
            ? OptionalDouble.of(Double.parseDouble(times.group(1)))
            : OptionalDouble.empty());
  }

  public boolean allCameBack() {
    return sent > 0 && sent == received;
  }
}
