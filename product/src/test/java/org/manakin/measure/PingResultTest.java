package org.manakin.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class PingResultTest {
  @Test
  void readsCountsAndTheAverage() throws IOException {
    PingResult result =
        PingResult.parse(
            """
            PING 127.0.0.1 (127.0.0.1) 56(84) bytes of data.
            64 bytes from 127.0.0.1: icmp_seq=1 ttl=64 time=2.33 ms
            64 bytes from 127.0.0.1: icmp_seq=2 ttl=64 time=0.245 ms

            --- 127.0.0.1 ping statistics ---
            2 packets transmitted, 2 received, 0% packet loss, time 201ms
            rtt min/avg/max/mdev = 0.245/1.286/2.327/1.041 ms
            """);
    assertThat(result.allCameBack()).isTrue();
    assertThat(result.averageMillis()).hasValue(1.286);
  }

  @Test
  void knowsThatNothingCameBack() throws IOException {
    PingResult result =
        PingResult.parse(
            """
            PING 10.0.0.9 (10.0.0.9) 56(84) bytes of data.

            --- 10.0.0.9 ping statistics ---
            2 packets transmitted, 0 received, 100% packet loss, time 1057ms

            """);
    assertThat(result).extracting(PingResult::sent, PingResult::received).containsExactly(2, 0);
    assertThat(result.allCameBack()).isFalse();
    assertThat(result.averageMillis()).isEmpty();
  }

  @Test
  void refusesWhatIsNoResult() {
    assertThatThrownBy(() -> PingResult.parse("ping: connect: Network is unreachable"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Network is unreachable");
  }
}
