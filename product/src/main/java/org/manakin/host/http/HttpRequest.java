package org.manakin.host.http;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A request as it came.
 *
 * @param method in capitals
 * @param path without the query, percent-decoded by nobody
 * @param query its parameters, decoded; of several with one name the last
 * @param headers by name in lower case
 * @param body as text; empty if there is none
 */
public record HttpRequest(
    String method,
    String path,
    Map<String, String> query,
    Map<String, String> headers,
    String body,
    Peer peer) {

  /** The header of that name in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
  }
}
