package org.manakin.vswitch.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.manakin.vswitch.policy.Bed.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PolicyTest {
  private static SecurityRule any(String name, int priority) {
    return rule(name, priority, Direction.IN, Action.ALLOW);
  }

  private static SecurityRule between(String source, String destination) {
    return new SecurityRule(
        "r",
        1,
        Direction.IN,
        OptionalInt.empty(),
        Optional.of(Prefix.parse(source)),
        Optional.empty(),
        Optional.of(Prefix.parse(destination)),
        Optional.empty(),
        Action.ALLOW);
  }

  @Test
  void aRuleSaysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> any(" ", 1)).hasMessage("a security rule without a name; give it one");
    assertThatThrownBy(() -> any("r", 0))
        .hasMessage("security rule 'r': priority 0 is not within 1 and 65499");
    assertThatThrownBy(() -> any("r", 65_500)).hasMessageContaining("priority 65500");
    assertThatThrownBy(() -> rule("r", 1, Direction.IN, 1, 80, Action.ALLOW))
        .hasMessage("security rule 'r': ports need protocol TCP (6) or UDP (17)");
    assertThatThrownBy(() -> rule("r", 1, Direction.IN, 256, 80, Action.ALLOW))
        .hasMessage("security rule 'r': protocol 256 is not within 0 and 255");
    assertThatThrownBy(() -> between("10.0.0.0/8", "fd00::/64"))
        .hasMessage(
            "security rule 'r': source 10.0.0.0/8 and destination fd00:0:0:0:0:0:0:0/64 are of"
                + " different families");
    assertThatThrownBy(() -> new PortRange(80, 79))
        .hasMessage("no range of ports: 80 to 79; write it in ascending order, within 0 and 65535");
    assertThatThrownBy(() -> new PortRange(0, 65_536)).hasMessageContaining("0 to 65536");
  }

  @Test
  void aPolicySaysWhatIsWrongWithIt() {
    assertThatThrownBy(() -> Policy.of("p", List.of(any("r", 1), any("r", 2))))
        .hasMessage("policy 'p': two rules have the name 'r'");
    assertThatThrownBy(() -> Policy.of("p", List.of(any("r", 1), any("s", 1))))
        .hasMessage("policy 'p': rules 'r' and 's' both have priority 1 IN; change one");
    assertThatThrownBy(() -> Policy.of("p", List.of(any(Policy.DEFAULT_IN, 1))))
        .hasMessageContaining("two rules have the name 'default-in'");
    List<SecurityRule> many = new ArrayList<>();
    for (int i = 1; i <= Policy.MOST_RULES + 1; i++) {
      many.add(any("r" + i, i));
    }
    assertThatThrownBy(() -> Policy.of("p", many))
        .hasMessage("policy 'p': 8193 rules; there may be 8192");
    assertThat(
            Policy.of("p", List.of(any("r", 1), rule("s", 1, Direction.OUT, Action.DENY))).rules())
        .hasSize(2);
  }

  @Test
  void limitsSayWhatIsPossible() {
    assertThatThrownBy(() -> new PolicyLimits(0, 8, 1))
        .hasMessage("0 connections cannot be tracked; 1 to 4194304");
    assertThatThrownBy(() -> new PolicyLimits(1, 12, 1))
        .hasMessage("room for 12 flows; a power of two within 8 and 4194304 is needed");
    assertThatThrownBy(() -> new PolicyLimits(1, 8, 3))
        .hasMessage("room for 3 fragmented packets; a power of two up to 4194304 is needed");
  }

  @Test
  void aRateSaysWhatIsPossible() {
    Bed bed = new Bed(Policy.OPEN, Policy.OPEN);
    assertThatThrownBy(() -> bed.a.setEgress(-1))
        .hasMessage("an egress rate of -1 bits/s; 1 to 1000000000000 are possible, 0 for none");
    assertThatThrownBy(() -> bed.a.setEgress(1_000_000_000_001L))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
