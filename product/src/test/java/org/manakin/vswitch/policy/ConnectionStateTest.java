package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConnectionStateTest {
  /**
   * For each state what follows a packet of the originator (PLAIN, SYN, SYN_ACK, FIN, RST), then of
   * the replier. A dot: it stays.
   */
  private static final String TABLE =
      """
      NEW          . . . . .                                ASSURED ASSURED ASSURED ASSURED ASSURED
      ASSURED      . . . . .                                . . . . .
      ECHO         . . . . .                                . . . . .
      SYN_SENT     . . . . RESET                            . SYN_RECEIVED SYN_RECEIVED . RESET
      SYN_RECEIVED ESTABLISHED . . FIN_ORIGINAL RESET       . . . FIN_REPLY RESET
      PICKED_UP    . . . FIN_ORIGINAL RESET                 ESTABLISHED ESTABLISHED ESTABLISHED FIN_REPLY RESET
      ESTABLISHED  . . . FIN_ORIGINAL RESET                 . . . FIN_REPLY RESET
      FIN_ORIGINAL . . . . RESET                            . . . TIME_WAIT RESET
      FIN_REPLY    . . . TIME_WAIT RESET                    . . . . RESET
      TIME_WAIT    . SYN_SENT . . RESET                     . . . . RESET
      RESET        . SYN_SENT . . .                         . . . . .
      """;

  @Test
  void everyStateAndSegment() {
    List<String> rows = new ArrayList<>();
    for (ConnectionState state : ConnectionState.values()) {
      StringBuilder row = new StringBuilder(state.name());
      for (boolean reply : new boolean[] {false, true}) {
        for (TcpSegment segment : TcpSegment.values()) {
          ConnectionState next = state.after(segment, reply);
          row.append(' ').append(next == state ? "." : next.name());
        }
      }
      rows.add(row.toString());
    }
    assertThat(rows)
        .containsExactlyElementsOf(
            TABLE.lines().map(line -> line.replaceAll(" +", " ").strip()).toList());
  }

  @Test
  void onlyTheRepliersSynEndsWhatIsOver() {
    for (ConnectionState state : ConnectionState.values()) {
      for (TcpSegment segment : TcpSegment.values()) {
        assertThat(state.isEndedBy(segment, false)).isFalse();
        assertThat(state.isEndedBy(segment, true))
            .isEqualTo(
                segment == TcpSegment.SYN
                    && (state == ConnectionState.TIME_WAIT || state == ConnectionState.RESET));
      }
    }
  }

  @Test
  void codesNameTheirStates() {
    assertThat(Arrays.stream(ConnectionState.values()).map(s -> ConnectionState.of(s.code())))
        .containsExactly(ConnectionState.values());
  }

  @Test
  void flagsMakeASegment() {
    assertThat(TcpSegment.of(0x10)).isEqualTo(TcpSegment.PLAIN);
    assertThat(TcpSegment.of(0x18)).isEqualTo(TcpSegment.PLAIN);
    assertThat(TcpSegment.of(0x02)).isEqualTo(TcpSegment.SYN);
    assertThat(TcpSegment.of(0xc2)).isEqualTo(TcpSegment.SYN);
    assertThat(TcpSegment.of(0x12)).isEqualTo(TcpSegment.SYN_ACK);
    assertThat(TcpSegment.of(0x11)).isEqualTo(TcpSegment.FIN);
    assertThat(TcpSegment.of(0x14)).isEqualTo(TcpSegment.RST);
    assertThat(TcpSegment.of(0x07)).isEqualTo(TcpSegment.RST);
  }
}
