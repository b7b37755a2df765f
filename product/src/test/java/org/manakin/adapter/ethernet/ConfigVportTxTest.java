package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ConfigVportTxRequest;
import org.manakin.wire.mana.ConfigVportTxResponse;

class ConfigVportTxTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);

  @Test
  void givesOffsetZeroAndTheShortForm() {
    Reply reply = bed.channel().send(driver.configTx()).ok();
    assertThat(reply.bytes()).isEqualTo(36);
    assertThat(reply.get(ConfigVportTxResponse.TX_VPORT_OFFSET)).isZero();
    assertThat(reply.get(ConfigVportTxResponse.SHORT_FORM_ALLOWED)).isEqualTo(1);
    bed.channel().send(driver.configTx()).ok();
  }

  @Test
  void foreignVportsDomainsAndPagesAreRefused() {
    RawDriver.assertRefused(
        bed, driver.configTx().set(ConfigVportTxRequest.VPORT, 0), Status.INVALID_HANDLE);
    RawDriver.assertRefused(
        bed, driver.configTx().set(ConfigVportTxRequest.PDID, -1), Status.INVALID_PARAMETER);
    RawDriver.assertRefused(
        bed,
        driver.configTx().set(ConfigVportTxRequest.DOORBELL_PAGEID, 0),
        Status.INVALID_PARAMETER);
  }
}
