package org.manakin.measure;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * What {@code iperf3 -J} found out.
 *
 * @param sentBitsPerSecond as the sender counts
 * @param receivedBitsPerSecond as the receiver counts
 * @param lostPercent of the datagrams; only of UDP
 */
public record Iperf3(
    double sentBitsPerSecond, double receivedBitsPerSecond, OptionalDouble lostPercent) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the output of the client.
   *
   * @throws IOException with iperf3's own reason if it failed, or if that is not its output
   */
  public static Iperf3 parse(String text) throws IOException {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IOException("iperf3 printed no JSON: " + text.strip(), e);
    }
    if (root.hasNonNull("error")) {
      throw new IOException("iperf3: " + root.get("error").asText());
    }
    JsonNode end = root.path("end");
    JsonNode sum = end.path("sum");
    // Old versions give UDP one sum, new ones one for each side as well.
    JsonNode sent = end.has("sum_sent") ? end.path("sum_sent") : sum;
    JsonNode received = end.has("sum_received") ? end.path("sum_received") : sum;
    JsonNode lost =
        received.has("lost_percent") ? received.path("lost_percent") : sum.path("lost_percent");
    return new Iperf3(
        rate(sent, text),
        rate(received, text),
        lost.isNumber() ? OptionalDouble.of(lost.asDouble()) : OptionalDouble.empty());
  }

  private static double rate(JsonNode sum, String text) throws IOException {
    JsonNode rate = sum.path("bits_per_second");
    if (!rate.isNumber()) {
      throw new IOException("iperf3 printed no result: " + text.strip());
    }
    return rate.asDouble();
  }
}
