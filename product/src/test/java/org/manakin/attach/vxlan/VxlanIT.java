package org.manakin.attach.vxlan;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.manakin.attach.netns.Namespaced;

/**
 * A tunnel against the vxlan device of the Linux kernel, in network namespaces: frames that just
 * fit the path, and over IPv4 frames that do not and go in fragments. (Over IPv6 the kernel's
 * device sends no fragments.)
 */
class VxlanIT {
  @ParameterizedTest
  @CsvSource({"4, 1450, 1500", "4, 1500, 1500", "6, 1430, 1500", "6, 1500, 1570"})
  void worksWithTheKernels(String outerVersion, String mtu, String outerMtu) throws Exception {
    Namespaced.run(KernelPeer.class, outerVersion, mtu, outerMtu);
  }
}
