package org.manakin.lab.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerParserTest {
  private final List<String> seen = new ArrayList<>();
  private final AnswerParser parser =
      new AnswerParser(
          new AnswerParser.Sink() {
            @Override
            public void greeting(String kernelRelease) {
              seen.add("greeting " + kernelRelease);
            }

            @Override
            public void output(long id, byte[] bytes) {
              seen.add("output " + id + " " + new String(bytes, StandardCharsets.ISO_8859_1));
            }

            @Override
            public void done(long id, int status, byte[] bytes) {
              seen.add(
                  "done "
                      + id
                      + " "
                      + status
                      + " "
                      + new String(bytes, StandardCharsets.ISO_8859_1));
            }
          });

  private void feed(String text, int piece) throws GuestException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; at += piece) {
      byte[] part = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
      parser.feed(part, part.length);
    }
  }

  @Test
  void answersComeOutWholeHoweverTheBytesArrive() throws GuestException {
    String line =
        "SeaBIOS\r\nD 9 9 9\n\nMANAKIN-AGENT 1 6.12.1\nO 3 4\na\nb\nD 4 0 0\nD 3 137 5\n\0\377D \n";
    for (int piece : new int[] {1, 2, 3, 7, 1000}) {
      seen.clear();
      parser.reset();
      feed(line, piece);
      assertThat(seen)
          .containsExactly(
              "greeting 6.12.1", "output 3 a\nb\n", "done 4 0 ", "done 3 137 \0\377D \n");
    }
  }

  @Test
  void afterAResetTheRestOfACutAnswerIsSkipped() throws GuestException {
    feed("\nMANAKIN-AGENT 1 a\nD 1 0 1000\nhalf", 5);
    parser.reset();
    feed("of it\nD 2 0 0\n\nMANAKIN-AGENT 1 b\nD 3 0 0\n", 5);
    assertThat(seen).containsExactly("greeting a", "greeting b", "done 3 0 ");
  }

  @Test
  void nonsenseIsAnErrorThatShowsIt() throws GuestException {
    feed("MANAKIN-AGENT 1 a\n", 100);
    assertThatThrownBy(() -> feed("D 1 x 3\n", 100))
        .isInstanceOf(GuestException.class)
        .hasMessageContaining("D 1 x 3");
    assertThatThrownBy(() -> feed("D 1 0 -3\n", 100)).isInstanceOf(GuestException.class);
    assertThatThrownBy(() -> feed("hello\n", 100)).isInstanceOf(GuestException.class);
  }

  @Test
  void scriptsGoOntoOneLine() {
    assertThat(CommandChannel.escaped("a\\n\nb")).isEqualTo("a\\\\n\\nb");
  }
}
