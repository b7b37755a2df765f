package org.manakin.measure.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class EndCountsTest {
  @Test
  void aStreamIsLostUnlessBothEndsAgree() throws IOException {
    EndCounts sender =
        EndCounts.parse(
            "out0=100:aa:0:true out1=100:aa:0:true out2=100:aa:32:false out3=100:aa:0:true"
                + " out4=100:aa:0:true out5=100:aa:0:true");
    EndCounts receiver =
        EndCounts.parse(
            "in0=100:aa:0:true in1=100:ab:0:true in2=100:aa:0:true in3=99:aa:0:true"
                + " in4=100:aa:0:false");
    assertThat(sender.streamsLost(receiver)).isEqualTo(5);
  }

  @Test
  void countsWhatIsCorrupted() throws IOException {
    EndCounts counts =
        EndCounts.parse("udp_corrupted=3 tcp_corrupted=4 refused=5 echoed=7 tcp_broken=0");
    assertThat(counts.bytesCorrupted()).isEqualTo(7);
    assertThat(counts.refused()).isEqualTo(5);
  }

  @Test
  void refusesWhatIsNoReport() {
    assertThatThrownBy(() -> EndCounts.parse("out0=1:2")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> EndCounts.parse("nothing"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nothing");
    assertThatThrownBy(() -> EndCounts.parse("refused=many")).isInstanceOf(IOException.class);
  }
}
