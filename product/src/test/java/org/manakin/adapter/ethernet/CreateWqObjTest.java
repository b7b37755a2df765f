package org.manakin.adapter.ethernet;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.PhaseReader;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.Reply;
import org.manakin.wire.gdma.HwcInitData;
import org.manakin.wire.gdma.QueueType;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.CreateWqObjRequest;
import org.manakin.wire.mana.CreateWqObjResponse;

class CreateWqObjTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  private final RawDriver driver = new RawDriver(bed);
  private final PhaseReader eq = driver.makeEq(4096, 1);

  private Ask ask(int type) {
    long wq = RawDriver.makeRegion(bed, driver.pages(8192));
    long cq = RawDriver.makeRegion(bed, driver.pages(4096));
    return driver.createWqObj(type, wq, 8192, cq, 4096, eq.id());
  }

  private void assertRefused(Ask ask, int status) {
    RawDriver.assertRefused(bed, ask, status);
  }

  @ParameterizedTest
  @ValueSource(ints = {QueueType.SQ, QueueType.RQ})
  void versionOneMakesBothQueuesAndConsumesBothRegions(int type) {
    Reply reply = bed.channel().send(ask(type)).ok();
    assertThat(reply.bytes()).isEqualTo(48);
    assertThat(reply.version()).isEqualTo(1);
    assertThat(reply.get(CreateWqObjResponse.WQ_ID)).isBetween(1, 0xff_ffff);
    assertThat(reply.get(CreateWqObjResponse.CQ_ID))
        .isLessThan(bed.channel().init(HwcInitData.MAX_NUM_CQS));
    assertThat(reply.get(CreateWqObjResponse.WQ_OBJ)).isNotIn(0L, -1L);
    assertThat(bed.value("gdma", "regions")).isZero();
  }

  private Ask moderated() {
    return ask(QueueType.SQ)
        .size(CreateWqObjRequest.SIZE)
        .expect(2, CreateWqObjResponse.SIZE)
        .set(CreateWqObjRequest.REQ_CQ_MODERATION, 1)
        .set(CreateWqObjRequest.CQ_MODERATION_COMP, 8)
        .set(CreateWqObjRequest.CQ_MODERATION_USEC, 50);
  }

  @Test
  void versionThreeAsksForModerationAndIsToldWhatItGot() {
    Reply reply = bed.channel().send(moderated().version(3)).ok();
    assertThat(reply.bytes()).isEqualTo(56);
    assertThat(reply.version()).isEqualTo(2);
    assertThat(reply.get(CreateWqObjResponse.CQ_MODERATION_COMP)).isEqualTo(8);
    assertThat(reply.get(CreateWqObjResponse.CQ_MODERATION_USEC)).isEqualTo(50);
    assertThat(reply.get(CreateWqObjResponse.CQ_MODERATION_ENABLED)).isEqualTo(1);
  }

  /** What stands behind the end of a version says nothing. */
  @Test
  void versionOneWithLaterFieldsIsNotModerated() {
    Reply reply = bed.channel().send(moderated().version(1)).ok();
    assertThat(reply.get(CreateWqObjResponse.CQ_MODERATION_USEC)).isZero();
    assertThat(reply.get(CreateWqObjResponse.CQ_MODERATION_ENABLED)).isZero();
  }

  @Test
  void otherTypesAreRefusedAndNoCqIsLeft() {
    for (int type : new int[] {0, QueueType.CQ, QueueType.EQ, -1}) {
      assertRefused(
          ask(QueueType.SQ).set(CreateWqObjRequest.WQ_TYPE, type), Status.INVALID_PARAMETER);
    }
  }

  @Test
  void unknownVportsEqsAndRegionsAreRefused() {
    Ask ask = ask(QueueType.RQ);
    assertRefused(ask.set(CreateWqObjRequest.CQ_PARENT_QID, 0xffff), Status.INVALID_HANDLE);
    ask.set(CreateWqObjRequest.CQ_PARENT_QID, eq.id());
    assertRefused(ask.set(CreateWqObjRequest.VPORT, -1), Status.INVALID_HANDLE);
    ask.set(CreateWqObjRequest.VPORT, driver.vport(0));
    assertRefused(ask.set(CreateWqObjRequest.CQ_GDMA_REGION, 0), Status.INVALID_HANDLE);
    assertRefused(
        ask.set(
            CreateWqObjRequest.CQ_GDMA_REGION,
            CreateWqObjRequest.WQ_GDMA_REGION.get(ask.segment(), 0)),
        Status.INVALID_PARAMETER);
  }

  /** The channel's EQ belongs to the channel; its queues would have another domain and page. */
  @Test
  void theChannelsEqIsNoParent() {
    assertRefused(
        ask(QueueType.SQ).set(CreateWqObjRequest.CQ_PARENT_QID, bed.channel().eq().id()),
        Status.ACCESS_DENIED);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -32, 16, 8193, 16384, Integer.MIN_VALUE})
  void aSizeThatDoesNotFitIsRefused(int bytes) {
    assertRefused(
        ask(QueueType.SQ).set(CreateWqObjRequest.WQ_SIZE, bytes), Status.INVALID_PARAMETER);
    assertRefused(
        ask(QueueType.RQ).set(CreateWqObjRequest.CQ_SIZE, bytes), Status.INVALID_PARAMETER);
  }

  @ParameterizedTest
  @ValueSource(ints = {QueueType.SQ, QueueType.RQ})
  void moreQueuesThanTheVportHasAreRefused(int type) {
    for (int i = 0; i < 4; i++) {
      bed.channel().send(ask(type)).ok();
    }
    assertRefused(ask(type), Status.INSUFFICIENT_RESOURCES);
  }
}
