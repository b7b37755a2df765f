package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawDriver.WqObject;
import org.manakin.adapter.Reply;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ConfigVportRxRequest;
import org.manakin.wire.mana.ConfigVportRxResponse;
import org.manakin.wire.mana.RxCqe;

class ConfigVportRxTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);
  private final WqObject first = driver.makeRq(eq, 4096, 4096);
  private final WqObject second = driver.makeRq(eq, 4096, 4096);

  private void assertRefused(Ask ask, int status) {
    RawDriver.assertRefused(bed, ask, status);
  }

  private void send(Ask ask) {
    bed.channel().send(ask).ok();
  }

  private WqObject receiver() {
    driver.postBuffer(first, 2048);
    driver.postBuffer(second, 2048);
    driver.arrive(Packets.udp4().build());
    int atFirst = first.cq().takeAll().size();
    int atSecond = second.cq().takeAll().size();
    assertThat(atFirst + atSecond).isEqualTo(1);
    return atFirst == 1 ? first : second;
  }

  /** A table whose entries all name one queue. */
  private static Ask withTable(Ask ask, int entries, long handle) {
    long[] table = new long[entries];
    Arrays.fill(table, handle);
    int at = ConfigVportRxRequest.SIZE;
    return ask.size(at + 8 * entries)
        .set(ConfigVportRxRequest.NUM_INDIR_ENTRIES, entries)
        .set(ConfigVportRxRequest.INDIR_TAB_OFFSET, at)
        .set(ConfigVportRxRequest.UPDATE_INDIR_TAB, 1)
        .list(at, table);
  }

  @Test
  void versionOneHasItsTableAtTheEndOfTheKey() {
    Ask ask =
        driver
            .receiveInto(first)
            .version(1)
            .size(ConfigVportRxRequest.SIZE_V1 + 8)
            .set(ConfigVportRxRequest.RSS_ENABLE, 1)
            .set(ConfigVportRxRequest.NUM_INDIR_ENTRIES, 1)
            .set(ConfigVportRxRequest.INDIR_TAB_OFFSET, ConfigVportRxRequest.SIZE_V1)
            .set(ConfigVportRxRequest.UPDATE_INDIR_TAB, 1)
            .set(ConfigVportRxRequest.UPDATE_HASHKEY, 1)
            .set(ConfigVportRxRequest.HASHKEY, key())
            .list(ConfigVportRxRequest.SIZE_V1, second.handle());
    assertThat(bed.channel().send(ask).ok().bytes()).isEqualTo(32);
    assertThat(receiver()).isEqualTo(second);
  }

  private static byte[] key() {
    byte[] key = new byte[40];
    Arrays.fill(key, (byte) 0x6d);
    return key;
  }

  @Test
  void versionFiveIsToldTheGatheringTime() {
    Ask ask =
        withTable(driver.receiveInto(first), 64, second.handle())
            .version(5)
            .expect(2, ConfigVportRxResponse.SIZE)
            .set(ConfigVportRxRequest.RSS_HASH_TYPES, 0x3f);
    Reply reply = bed.channel().send(ask).ok();
    assertThat(reply.bytes()).isEqualTo(40);
    assertThat(reply.version()).isEqualTo(2);
    assertThat(reply.get(ConfigVportRxResponse.CQE_COALESCING_TIMEOUT_NS)).isPositive();
    assertThat(receiver()).as("RSS is off").isEqualTo(first);
  }

  @Test
  void whatIsNotMarkedStaysAsItWas() {
    send(driver.receiveInto(first));
    assertThat(receiver()).isEqualTo(first);
    send(driver.configRx().set(ConfigVportRxRequest.DEFAULT_RXOBJ, second.handle()));
    assertThat(receiver()).as("default not marked").isEqualTo(first);
    send(
        withTable(driver.configRx(), 64, second.handle())
            .set(ConfigVportRxRequest.RSS_ENABLE, 1)
            .set(ConfigVportRxRequest.UPDATE_HASHKEY, 1)
            .set(ConfigVportRxRequest.HASHKEY, key()));
    assertThat(receiver()).as("spread by the table").isEqualTo(second);
    send(
        withTable(driver.configRx(), 64, first.handle())
            .set(ConfigVportRxRequest.UPDATE_INDIR_TAB, 0));
    assertThat(receiver()).as("table not marked").isEqualTo(second);
    send(driver.configRx().set(ConfigVportRxRequest.RSS_ENABLE, ConfigVportRxRequest.OFF));
    assertThat(receiver()).as("RSS off").isEqualTo(first);
    send(driver.configRx().set(ConfigVportRxRequest.RX_ENABLE, ConfigVportRxRequest.OFF));
    driver.arrive(Packets.udp4().build());
    assertThat(bed.counter(EthernetCounter.RX_ERR_VPORT_DISABLED)).isEqualTo(1);
    send(driver.configRx().set(ConfigVportRxRequest.RX_ENABLE, ConfigVportRxRequest.ON));
    assertThat(receiver()).as("on again").isEqualTo(first);
  }

  @Test
  void frameThatCannotBeHashedGoToTheDefaultQueue() {
    send(
        withTable(driver.receiveInto(first), 64, second.handle())
            .set(ConfigVportRxRequest.RSS_ENABLE, 1)
            .set(ConfigVportRxRequest.UPDATE_HASHKEY, 1)
            .set(ConfigVportRxRequest.HASHKEY, key()));
    driver.postBuffer(first, 2048);
    byte[] arp = Packets.udp4().build();
    arp[12] = 8;
    arp[13] = 6;
    driver.arrive(arp);
    MemorySegment cqe = first.cq().take();
    assertThat(RxCqe.RX_HASHTYPE.of(RxCqe.FLAGS.get(cqe, 0))).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 63, 128, 256, 512})
  void aTableOfAnotherLengthThanAPowerOfTwoThatFitsIsRefused(int entries) {
    Ask ask = withTable(driver.receiveInto(first), Math.min(entries, 256), first.handle());
    assertRefused(
        ask.set(ConfigVportRxRequest.NUM_INDIR_ENTRIES, entries), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 40, 111, 121, 632, 0xffff})
  void aTableOutsideOfTheMessageIsRefused(int offset) {
    Ask ask = withTable(driver.receiveInto(first), 64, first.handle());
    assertRefused(ask.set(ConfigVportRxRequest.INDIR_TAB_OFFSET, offset), Status.INVALID_PARAMETER);
  }

  @Test
  void unknownQueuesAndVportsAreRefused() {
    assertRefused(
        driver.receiveInto(first).set(ConfigVportRxRequest.DEFAULT_RXOBJ, 5),
        Status.INVALID_HANDLE);
    assertRefused(withTable(driver.receiveInto(first), 64, -1), Status.INVALID_HANDLE);
    WqObject sq = driver.makeSq(eq, 4096, 4096);
    assertRefused(driver.receiveInto(sq), Status.INVALID_HANDLE);
    assertRefused(
        driver.receiveInto(first).set(ConfigVportRxRequest.VPORT, 1), Status.INVALID_HANDLE);
  }
}
