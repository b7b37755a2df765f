package org.manakin;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The order of the packages directly below {@code org.manakin}, highest tier first. A package may
 * use itself with its sub-packages and every lower tier, but not its neighbours; what differs from
 * that is listed.
 */
final class Tiers extends ArchCondition<JavaClass> {
  private static final String ROOT = "org.manakin.";

  private static final List<Set<String>> TIERS =
      List.of(
          Set.of("cli", "console"),
          Set.of("lab", "measure", "check"),
          Set.of("host"),
          Set.of("attach", "driver"),
          Set.of("adapter", "vswitch"),
          Set.of("memory", "packet"),
          Set.of("wire", "linux", "observe"));

  /** Neighbours that may be used all the same. */
  private static final Map<String, Set<String>> ALSO =
      Map.of("cli", Set.of("console"), "measure", Set.of("lab"), "check", Set.of("lab"));

  /** Lower packages that must not be used all the same. */
  private static final Map<String, Set<String>> NEVER =
      Map.of("adapter", Set.of("linux"), "attach", Set.of("vswitch"), "driver", Set.of("adapter"));

  Tiers() {
    super("use only packages of lower tiers");
  }

  @Override
  public void check(JavaClass from, ConditionEvents events) {
    String user = packageOf(from);
    if (tier(user) < 0) {
      report(from, from.getName() + " is in a package that has no tier yet: " + user, events);
      return;
    }
    for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
      JavaClass to = dependency.getTargetClass().getBaseComponentType();
      if (to.getPackageName().startsWith(ROOT) && !allowed(user, packageOf(to))) {
        report(
            from,
            user + " must not use " + packageOf(to) + ": " + dependency.getDescription(),
            events);
      }
    }
  }

  static boolean allowed(String user, String used) {
    if (user.equals(used) || ALSO.getOrDefault(user, Set.of()).contains(used)) {
      return true;
    }
    return tier(used) > tier(user) && !NEVER.getOrDefault(user, Set.of()).contains(used);
  }

  private static int tier(String name) {
    for (int i = 0; i < TIERS.size(); i++) {
      if (TIERS.get(i).contains(name)) {
        return i;
      }
    }
    return -1;
  }

  /** {@code adapter} for {@code org.manakin.adapter.gdma.Eq}. */
  private static String packageOf(JavaClass c) {
    String below = c.getPackageName().substring(ROOT.length());
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }

  private static void report(JavaClass from, String message, ConditionEvents events) {
    events.add(SimpleConditionEvent.violated(from, message));
  }
}
