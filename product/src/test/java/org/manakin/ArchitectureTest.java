package org.manakin;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethodWhere;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of ARCHITECTURE.md that a program can check. */
class ArchitectureTest {
  private static final String[] THE_DEVICE_AND_BELOW = {
    "org.manakin.adapter..", "org.manakin.memory..", "org.manakin.packet..", "org.manakin.wire.."
  };

  private static final JavaClasses PRODUCT =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("org.manakin");

  @Test
  void theRulesLookAtTheProductAndNotAtTests() {
    assertThat(PRODUCT.contain("org.manakin.wire.Layout")).isTrue();
    assertThat(PRODUCT.contain(ArchitectureTest.class)).isFalse();
  }

  @Test
  void packagesUseOnlyLowerOnes() {
    check(classes().should(new Tiers()));
  }

  @Test
  void theTiersSayWhatTheDesignSays() {
    assertThat(Tiers.allowed("cli", "lab")).isTrue();
    assertThat(Tiers.allowed("attach", "adapter")).isTrue();
    assertThat(Tiers.allowed("memory", "linux")).isTrue();
    assertThat(Tiers.allowed("adapter", "host")).isFalse();
    assertThat(Tiers.allowed("adapter", "linux")).isFalse();
    assertThat(Tiers.allowed("adapter", "driver")).isFalse();
    assertThat(Tiers.allowed("driver", "adapter")).isFalse();
    assertThat(Tiers.allowed("attach", "vswitch")).isFalse();
    assertThat(Tiers.allowed("memory", "packet")).isFalse();
    assertThat(Tiers.allowed("packet", "memory")).isFalse();
  }

  @Test
  void packagesFormNoCycle() {
    check(slices().matching("org.manakin.(**)").should().beFreeOfCycles());
  }

  @Test
  void ethernetAndRdmaDoNotKnowEachOther() {
    check(strangers("org.manakin.adapter.ethernet..", "org.manakin.adapter.rdma.."));
    check(strangers("org.manakin.adapter.rdma..", "org.manakin.adapter.ethernet.."));
  }

  @Test
  void onlyLinuxCallsNativeCode() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.manakin.linux..")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Linker.class, SymbolLookup.class, FunctionDescriptor.class));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.manakin.linux..")
            .should(
                callMethodWhere(
                    target(owner(type(MemorySegment.class))).and(target(name("reinterpret"))))));
    check(noMethods().should().haveModifier(JavaModifier.NATIVE));
    check(noClasses().should().dependOnClassesThat().haveFullyQualifiedName("sun.misc.Unsafe"));
  }

  @Test
  void theDeviceReachesTheWorldOnlyThroughWhatItIsGiven() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(THE_DEVICE_AND_BELOW)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file.."));
    check(
        noClasses()
            .that()
            .resideInAnyPackage(THE_DEVICE_AND_BELOW)
            .should(
                callMethodWhere(
                    target(owner(type(System.class)))
                        .and(target(nameMatching("nanoTime|currentTimeMillis|getenv|exit")))))
            .because("time comes from the Clock, so that a test can own it"));
  }

  @Test
  void framesAreHandledWithoutStreamsAndLogging() {
    check(
        noClasses()
            .that()
            .resideInAPackage("org.manakin.packet..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.stream..", "java.util.logging.."));
  }

  @Test
  void onlyTheCommandLinePrints() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage("org.manakin.cli..")
            .should(ACCESS_STANDARD_STREAMS));
  }

  @Test
  void namesSayWhatAThingIs() {
    check(
        noClasses()
            .should()
            .haveNameMatching(".*(Util(s|ity|ities)?|Common|Helpers?|Managers?)([A-Z$].*)?")
            .orShould()
            .haveNameMatching(".*(Impl|Base)(\\$.*)?"));
    check(
        noClasses()
            .should()
            .resideInAnyPackage(
                "..util..",
                "..utils..",
                "..common..",
                "..helper..",
                "..helpers..",
                "..manager..",
                "..impl..",
                "..base.."));
  }

  @Test
  void everyPackageIsNullMarked() {
    check(classes().should(new NullMarkedPackage()));
  }

  private static ArchRule strangers(String one, String other) {
    return noClasses()
        .that()
        .resideInAPackage(one)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(other);
  }

  /** A rule about a package that does not exist yet holds. */
  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(PRODUCT);
  }

  /** Each package has a package-info with @NullMarked, which NullAway asks for. */
  private static final class NullMarkedPackage extends ArchCondition<JavaClass> {
    NullMarkedPackage() {
      super("be in a package whose package-info is @NullMarked");
    }

    @Override
    public void check(JavaClass c, ConditionEvents events) {
      if (!c.getPackage().isAnnotatedWith(NullMarked.class)) {
        events.add(SimpleConditionEvent.violated(c, c.getPackageName() + " is not @NullMarked"));
      }
    }
  }
}
