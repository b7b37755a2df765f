package org.manakin.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;

/** Names as parts of a path. */
final class UrlText {
  private UrlText() {}

  /** A name that no part of a path can be taken for. */
  static String part(String name) {
    return URLEncoder.encode(name, UTF_8).replace("+", "%20");
  }
}
