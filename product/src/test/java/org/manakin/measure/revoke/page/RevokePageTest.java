package org.manakin.measure.revoke.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.manakin.measure.revoke.ReportFixture;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RevokePageTest {
  private static final Pattern SVG = Pattern.compile("<svg .*?</svg>", Pattern.DOTALL);

  private final String page;

  RevokePageTest() throws IOException {
    page = RevokePage.of(new ReportFixture().report());
  }

  @Test
  void needsNothingFromElsewhere() {
    assertThat(page)
        .startsWith("<!DOCTYPE html>")
        .doesNotContain("http:", "https:", "src=", "<script", "<link", "url(", "@import");
  }

  @Test
  void picturesAreWellFormedAndInsideTheirFrames() throws Exception {
    Matcher pictures = SVG.matcher(page);
    int found = 0;
    while (pictures.find()) {
      Document picture =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(pictures.group())));
      String[] box = picture.getDocumentElement().getAttribute("viewBox").split(" ");
      var rects = picture.getElementsByTagName("rect");
      for (int i = 0; i < rects.getLength(); i++) {
        var at = rects.item(i).getAttributes();
        double right = number(at.getNamedItem("x")) + number(at.getNamedItem("width"));
        double bottom = number(at.getNamedItem("y")) + number(at.getNamedItem("height"));
        assertThat(right).isLessThanOrEqualTo(Double.parseDouble(box[2]) + 0.2);
        assertThat(bottom).isLessThanOrEqualTo(Double.parseDouble(box[3]) + 0.2);
      }
      found++;
    }
    assertThat(found).isEqualTo(5); // the run, two distributions, two transitions
  }

  private static double number(org.w3c.dom.Node node) {
    return Double.parseDouble(node.getNodeValue());
  }

  @Test
  void tellsWhatWentWrongAndWhere() {
    assertThat(page)
        .contains("50 datagrams to the guest were lost")
        .contains("Revoke 1, at 0.5 s")
        .contains("receive-off");
  }
}
