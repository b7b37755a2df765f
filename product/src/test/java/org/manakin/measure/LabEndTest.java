package org.manakin.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LabEndTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1\\n200000\\n                                 | up, 200 Gb/s
          0\\n-1\\n                                     | down
          1\\ncat: read error: Invalid argument\\n      | up
          cat: carrier: Invalid argument\\n             | down
          """)
  void linkInAFewWords(String lines, String expected) {
    assertThat(LabEnd.link(lines.replace("\\n", "\n"))).isEqualTo(expected);
  }

  @Test
  void fieldsOfEthtool() {
    assertThat(LabEnd.fields("driver: mana\nversion: 6.12.107\nexpansion-rom-version: \n"))
        .containsEntry("driver", "mana")
        .containsEntry("version", "6.12.107");
  }
}
