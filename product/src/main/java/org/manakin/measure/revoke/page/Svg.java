package org.manakin.measure.revoke.page;

import java.util.Locale;

/**
 * A picture in an HTML page. Lengths are in its own units; classes are those of the page's style.
 */
final class Svg {
  private final StringBuilder text = new StringBuilder();

  Svg(double width, double height, String label) {
    text.append(
        "<svg viewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">"
            .formatted(number(width), number(height), escaped(label)));
  }

  Svg rect(String style, double x, double y, double width, double height) {
    return rect(style, x, y, width, height, "");
  }

  /**
   * A rectangle.
   *
   * @param title shown when the pointer rests on it; empty: none
   */
  Svg rect(String style, double x, double y, double width, double height, String title) {
    text.append(
        "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\""
            .formatted(
                style,
                number(x),
                number(y),
                number(Math.max(0, width)),
                number(Math.max(0, height))));
    text.append(title.isEmpty() ? "/>" : "><title>" + escaped(title) + "</title></rect>");
    return this;
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    text.append(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
            .formatted(style, number(x1), number(y1), number(x2), number(y2)));
    return this;
  }

  Svg text(String style, double x, double y, String content) {
    text.append(
        "<text class=\"%s\" x=\"%s\" y=\"%s\">%s</text>"
            .formatted(style, number(x), number(y), escaped(content)));
    return this;
  }

  Svg circle(String style, double x, double y, double radius, String title) {
    text.append(
        "<circle class=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"><title>%s</title></circle>"
            .formatted(style, number(x), number(y), number(radius), escaped(title)));
    return this;
  }

  String end() {
    return text + "</svg>";
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
  }

  static String escaped(String content) {
    return content
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
