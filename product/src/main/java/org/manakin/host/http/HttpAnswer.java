package org.manakin.host.http;

import java.util.Map;

/**
 * What a request is answered with.
 *
 * @param headers beside the length and the type
 */
public record HttpAnswer(int status, String type, String body, Map<String, String> headers) {
  public static final String JSON = "application/json";

  public HttpAnswer(int status, String type, String body) {
    this(status, type, body, Map.of());
  }
}
