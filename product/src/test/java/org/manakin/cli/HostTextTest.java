package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.host.HostPlan;
import org.manakin.host.file.HostFile;

class HostTextTest {
  @TempDir private Path folder;

  private HostPlan plan(String nic) throws IOException {
    Path file = folder.resolve("rack.yaml");
    Files.writeString(
        file,
        """
        folder: /run/x
        networks: [{name: blue, vni: 1}]
        vms: [{name: a, nics: [{name: n, network: blue, mac: 02:00:00:00:00:01, %s}]}]
        """
            .formatted(nic));
    return HostFile.read(file, Map.of());
  }

  @Test
  void aPairIsAFailoverPair() throws IOException {
    HostPlan plan = plan("adapter: {}, synthetic: {queues: 2}");
    String text = HostText.machine(plan, plan.vms().getFirst());
    assertThat(text)
        .startsWith(
            "a:\n  n: 02:00:00:00:00:01, network blue, VF of 4 queue pairs and synthetic NIC")
        .contains("memory-backend-memfd,id=ram,size=2G,share=on")
        .contains("-qmp unix:/run/x/a-qmp.sock,server=on,wait=off")
        .contains("path=/run/x/n-syn.sock")
        .contains("queues=2")
        .contains("\"driver\":\"virtio-net-pci\",\"id\":\"n-syn\",\"mac\":\"02:00:00:00:00:01\"")
        .contains("\"failover\":true")
        .contains("pcie-root-port,id=port-n,")
        .contains("\"bus\":\"port-n\"")
        .contains("\"failover_pair_id\":\"n-syn\"")
        .contains("\"path\":\"/run/x/n-vf.sock\"");
    assertThat(text.indexOf("virtio-net-pci")).isLessThan(text.indexOf("vfio-user-pci"));
  }

  @Test
  void aLegAloneIsNoPair() throws IOException {
    HostPlan vf = plan("adapter: {}");
    assertThat(HostText.machine(vf, vf.vms().getFirst()))
        .contains("vfio-user-pci")
        .doesNotContain("failover", "virtio-net");
    HostPlan synthetic = plan("synthetic: {}");
    assertThat(HostText.machine(synthetic, synthetic.vms().getFirst()))
        .contains("virtio-net-pci", ", synthetic NIC")
        .doesNotContain("failover", "vfio-user");
  }
}
