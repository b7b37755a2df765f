package org.manakin.lab.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.manakin.lab.provision.LabException;

class AcceleratorTest {
  private static final String INTEL = "processor\t: 0\nflags\t\t: fpu vme vmx sse\n";
  private static final String AMD = "processor\t: 0\nflags\t\t: fpu svm\n";
  private static final String NEITHER = "model name: svm vmx\nflags\t\t: fpu vmxish sse\n";

  @Test
  void kvmNeedsTheProcessorAndTheDevice() throws LabException {
    assertThat(Accelerator.decide(Accelerator.AUTO, INTEL, true)).isEqualTo(Accelerator.KVM);
    assertThat(Accelerator.decide(Accelerator.AUTO, AMD, true)).isEqualTo(Accelerator.KVM);
    assertThat(Accelerator.decide(Accelerator.AUTO, AMD, false)).isEqualTo(Accelerator.TCG);
    assertThat(Accelerator.decide(Accelerator.AUTO, NEITHER, true)).isEqualTo(Accelerator.TCG);
    assertThat(Accelerator.decide(Accelerator.TCG, INTEL, true)).isEqualTo(Accelerator.TCG);
  }

  @Test
  void kvmMayBeInsistedOnButNotWithoutItsDevice() throws LabException {
    assertThat(Accelerator.decide(Accelerator.KVM, NEITHER, true)).isEqualTo(Accelerator.KVM);
    assertThatThrownBy(() -> Accelerator.decide(Accelerator.KVM, INTEL, false))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("group kvm");
  }

  @Test
  void namesAreReadOrRefused() throws LabException {
    assertThat(Accelerator.parse("KVM")).isEqualTo(Accelerator.KVM);
    assertThatThrownBy(() -> Accelerator.parse("hvf"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("auto, kvm or tcg");
  }

  @Test
  void versionsAreComparedByNumber() throws LabException {
    String version =
        QemuInstallation.parseVersion("QEMU emulator version 11.1.3 (Debian 1:11.1.3+ds)\n");
    assertThat(version).isEqualTo("11.1.3");
    QemuInstallation qemu =
        new QemuInstallation(version, java.util.List.of("qemu"), java.util.Map.of());
    assertThat(qemu.atLeast(10, 2)).isTrue();
    assertThat(qemu.atLeast(11, 2)).isFalse();
    assertThatThrownBy(() -> QemuInstallation.parseVersion("what?"))
        .isInstanceOf(LabException.class);
  }
}
