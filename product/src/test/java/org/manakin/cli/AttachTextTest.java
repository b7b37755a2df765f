package org.manakin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.manakin.host.AdapterSpec;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class AttachTextTest {
  private static final String DEVICE = "\"driver\":\"vfio-user-pci\",\"id\":\"vf0\",\"socket\":";
  private final AdapterSpec a =
      new AdapterOption().convert("name=vf0,socket=/tmp/a'b,mac=02:00:00:00:00:10,uplink=peer:vf1");
  private final AdapterSpec b = new AdapterOption().convert("name=vf1,socket=/tmp/vf1,vports=2");

  @Test
  void summaryNamesAWireOnBothItsSides() {
    assertThat(AttachText.summary(a, List.of(a, b)))
        .isEqualTo("vf0: 02:00:00:00:00:10, MTU 9000, 1 vPort of 16 queue pairs, wire to vf1");
    assertThat(AttachText.summary(b, List.of(a, b))).contains("2 vPorts", "wire to vf0");
    assertThat(AttachText.summary(b, List.of(b))).endsWith("no uplink");
  }

  @Test
  void qemuGetsSharedMemoryAndATimeoutThatIsLongEnough() {
    assertThat(AttachText.qemu(b))
        .contains("memory-backend-memfd,id=ram", "share=on", "memory-backend=ram")
        .contains("'{" + DEVICE.replace("vf0", "vf1"))
        .contains("\"path\":\"/tmp/vf1\"", "\"x-msg-timeout\":60000");
  }

  @Test
  void libvirtXmlIsWellFormedAndHoldsTheDevice() throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    byte[] xml = AttachText.libvirt(a).strip().getBytes(StandardCharsets.UTF_8);
    Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml));
    var access = (Element) document.getElementsByTagName("access").item(0);
    assertThat(access.getAttribute("mode")).isEqualTo("shared");
    var arguments =
        document.getElementsByTagNameNS("http://libvirt.org/schemas/domain/qemu/1.0", "arg");
    assertThat(arguments.getLength()).isEqualTo(2);
    assertThat(((Element) arguments.item(0)).getAttribute("value")).isEqualTo("-device");
    assertThat(((Element) arguments.item(1)).getAttribute("value"))
        .startsWith("{" + DEVICE)
        .contains("/tmp/a'b");
  }
}
