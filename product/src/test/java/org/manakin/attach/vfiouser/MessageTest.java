package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The protocol's own numbers, against which the layouts are counted. */
class MessageTest {
  private static final int HEADER = 16;

  @Test
  void messagesHaveTheSizesOfTheProtocol() {
    assertThat(Message.Header.SIZE).isEqualTo(HEADER);
    assertThat(Message.Version.SIZE).isEqualTo(HEADER + 4);
    assertThat(Message.DmaMap.SIZE).isEqualTo(HEADER + 32);
    assertThat(Message.DmaUnmap.SIZE).isEqualTo(HEADER + 24);
    assertThat(Message.DeviceInfo.SIZE).isEqualTo(HEADER + 16);
    assertThat(Message.RegionInfo.SIZE).isEqualTo(HEADER + 32);
    assertThat(Message.IrqInfo.SIZE).isEqualTo(HEADER + 16);
    assertThat(Message.SetIrqs.SIZE).isEqualTo(HEADER + 20);
    assertThat(Message.RegionAccess.SIZE).isEqualTo(HEADER + 16);
    assertThat(Message.WriteMulti.SIZE).isEqualTo(HEADER + 8);
    assertThat(Message.Write.SIZE).isEqualTo(24);
  }

  @Test
  void fieldsLieWhereTheProtocolPutsThem() {
    assertThat(Message.Header.FLAGS.offset()).isEqualTo(8);
    assertThat(Message.Header.ERROR.offset()).isEqualTo(12);
    assertThat(Message.DmaMap.OFFSET.offset()).isEqualTo(HEADER + 8);
    assertThat(Message.DmaMap.ADDRESS.offset()).isEqualTo(HEADER + 16);
    assertThat(Message.DmaMap.LENGTH.offset()).isEqualTo(HEADER + 24);
    assertThat(Message.DmaUnmap.ADDRESS.offset()).isEqualTo(HEADER + 8);
    assertThat(Message.RegionInfo.LENGTH.offset()).isEqualTo(HEADER + 16);
    assertThat(Message.RegionAccess.REGION.offset()).isEqualTo(HEADER + 8);
    assertThat(Message.RegionAccess.COUNT.offset()).isEqualTo(HEADER + 12);
    assertThat(Message.Write.DATA.offset()).isEqualTo(16);
  }
}
