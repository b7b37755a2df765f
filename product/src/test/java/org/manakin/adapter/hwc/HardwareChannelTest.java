package org.manakin.adapter.hwc;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.AdapterBed;
import org.manakin.adapter.Ask;
import org.manakin.adapter.RawDriver;
import org.manakin.adapter.RawHwc;
import org.manakin.adapter.Reply;
import org.manakin.adapter.WqWriter;
import org.manakin.adapter.WqWriter.Piece;
import org.manakin.adapter.gdma.Incident;
import org.manakin.wire.gdma.Eqe;
import org.manakin.wire.gdma.EqeType;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.HwcInitData;
import org.manakin.wire.gdma.HwcTxOob;
import org.manakin.wire.gdma.QueryMaxResourcesResponse;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.mana.ManaCommand;

class HardwareChannelTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed();

  /** As Linux reads them: five at a time, then a doorbell with the arm bit. */
  @Test
  void initEventsComeInOrderAndFireUntilAllAreTaken() {
    RawHwc hwc = RawHwc.establishOnly(bed);
    assertThat(bed.interrupts).as("one interrupt for eleven events").containsExactly(0);

    List<Integer> types = new ArrayList<>();
    List<Integer> data = new ArrayList<>();
    int interrupts = 0;
    while (!bed.interrupts.isEmpty()) {
      interrupts += bed.interrupts.size();
      bed.interrupts.clear();
      for (int i = 0; i < 5; i++) {
        MemorySegment event = hwc.eq().poll();
        if (event != null) {
          int type = Eqe.TYPE.of(Eqe.EQE_INFO.get(event, 0));
          int details = Eqe.DETAILS0.get(event, 0);
          types.add(type);
          if (type == EqeType.HWC_INIT_EQ_ID_DB) {
            hwc.eq().named(Eqe.INIT_EQ_ID.of(details), Eqe.INIT_DB_ID.of(details));
          } else if (type == EqeType.HWC_INIT_DATA) {
            data.add(Eqe.DATA_TYPE.of(details));
          }
        }
      }
      hwc.eq().arm();
    }

    assertThat(interrupts).isEqualTo(3);
    assertThat(types).hasSize(11).startsWith(129).endsWith(131);
    assertThat(types.subList(1, 10)).containsOnly(130);
    assertThat(data).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void initValuesAreThoseThatDriversNeed() {
    RawHwc hwc = bed.channel();
    assertThat(hwc.init(HwcInitData.QUEUE_DEPTH)).isEqualTo(1);
    assertThat(hwc.init(HwcInitData.MAX_REQUEST)).isEqualTo(4096);
    assertThat(hwc.init(HwcInitData.MAX_RESPONSE)).isEqualTo(4096);
    assertThat(hwc.init(HwcInitData.CQID)).isLessThan(hwc.init(HwcInitData.MAX_NUM_CQS));
    assertThat(hwc.eq().id()).isBetween(0, 0xffff);
  }

  private static Ask query() {
    return Ask.of(GdmaCommand.QUERY_MAX_RESOURCES, RequestHeader.SIZE)
        .expect(1, QueryMaxResourcesResponse.SIZE);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {0, 7, GdmaCommand.CREATE_PD, ManaCommand.REGISTER_FILTER, 0x30001, 0xffffffff})
  void unknownCommandsAreUnsupportedIn32Bytes(int code) {
    Reply reply = bed.channel().send(Ask.of(code, RequestHeader.SIZE).expect(1, 4096));
    assertThat(reply.status()).isEqualTo(Status.CMD_UNSUPPORTED);
    assertThat(reply.bytes()).isEqualTo(32);
    assertThat(bed.incidents(Incident.COMMAND_UNKNOWN)).isEqualTo(1);
  }

  @Test
  void oneEventForBothCompletions() {
    RawHwc hwc = bed.channel();
    bed.interrupts.clear();
    hwc.post(query(), 40);
    assertThat(hwc.cq().takeAll()).hasSize(2);
    List<MemorySegment> events = hwc.eq().takeAll();
    assertThat(events).hasSize(1);
    assertThat(Eqe.CQ_ID.of(Eqe.DETAILS0.get(events.getFirst(), 0))).isEqualTo(hwc.cq().id());
    assertThat(bed.interrupts).containsExactly(0);
  }

  @Test
  void aResponseIsHeldUntilThereIsABuffer() {
    RawHwc hwc = bed.channel();
    hwc.prepareResponseBuffer();
    hwc.post(query(), 40);
    assertThat(hwc.receive().status()).isZero();

    hwc.post(query(), 40);
    hwc.post(query(), 40);
    assertThat(hwc.cq().poll()).as("completion without a buffer").isNull();
    long requests = bed.value("requests");

    hwc.postResponseBuffer();
    assertThat(hwc.receive().bytes()).isEqualTo(72);
    assertThat(bed.value("requests")).isEqualTo(requests + 1);
    hwc.postResponseBuffer();
    assertThat(hwc.receive().bytes()).isEqualTo(72);
  }

  @Test
  void theResponseIsCutToWhatWasAskedFor() {
    Reply reply = bed.channel().send(query().expect(1, 50)).ok();
    assertThat(reply.bytes()).isEqualTo(50);
  }

  @Test
  void moreThanTheResponseIsFilledWithZeros() {
    Reply reply = bed.channel().send(query().expect(9, 200)).ok();
    assertThat(reply.version()).isEqualTo(1);
    assertThat(reply.segment().asSlice(72, 128).toArray(ValueLayout.JAVA_BYTE)).containsOnly(0);
  }

  @Test
  void aRequestOverTheEndOfTheRingAndThroughEightRoundsOfTheCq() {
    for (int i = 0; i < 8 * 32 + 10; i++) {
      assertThat(bed.channel().send(query()).ok().bytes()).isEqualTo(72);
    }
    assertThat(bed.channel().cq().taken()).isGreaterThan(8 * 64);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 8, 39})
  void aRequestShorterThanItsHeaderIsDropped(int bytes) {
    assertDropped(bed.channel(), () -> bed.channel().post(query(), bytes));
  }

  @Test
  void aMessageLargerThanTheBufferIsDropped() {
    RawHwc hwc = bed.channel();
    long at = bed.allocate(8192);
    assertDropped(hwc, () -> hwc.post(new Piece(at, 4097, hwc.key())));
    assertDropped(hwc, () -> hwc.post(new Piece(at, 4096, hwc.key()), new Piece(at, 1, hwc.key())));
    assertDropped(hwc, () -> hwc.post(new Piece(at, 0xffff_ffffL, hwc.key())));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, AdapterBed.RAM + AdapterBed.RAM_BYTES - 8, -16, 1L << 40})
  void aRequestOutsideGuestMemoryIsDropped(long address) {
    RawHwc hwc = bed.channel();
    assertDropped(hwc, () -> hwc.post(new Piece(address, 40, hwc.key())));
  }

  @Test
  void aRequestUnderAForeignKeyIsDropped() {
    RawHwc hwc = bed.channel();
    assertDropped(hwc, () -> hwc.post(new Piece(bed.allocate(40), 40, hwc.key() + 1)));
  }

  @Test
  void aRequestThatNamesOtherQueuesIsDropped() {
    RawHwc hwc = bed.channel();
    Piece piece = new Piece(bed.allocate(40), 40, hwc.key());
    MemorySegment oob = hwc.oob();
    HwcTxOob.VSCQ.set(oob, 0, hwc.cq().id() + 1);
    assertDropped(hwc, () -> hwc.sq().put(WqWriter.wqe(oob, 0, piece)).ring());
    MemorySegment shortOob = MemorySegment.ofArray(new byte[8]);
    assertDropped(hwc, () -> hwc.sq().put(WqWriter.wqe(shortOob, 0, piece)).ring());
  }

  private void assertDropped(RawHwc hwc, Runnable post) {
    long before = bed.incidents(Incident.HWC_REQUEST_MALFORMED);
    post.run();
    assertThat(hwc.cq().poll()).isNull();
    assertThat(bed.incidents(Incident.HWC_REQUEST_MALFORMED)).isEqualTo(before + 1);
    assertThat(hwc.send(query()).ok().bytes()).as("the next request").isEqualTo(72);
  }

  @Test
  void anUnreachableResponseBufferIsCountedAndCompletedEmpty() {
    RawHwc hwc = bed.channel();
    hwc.send(query());
    hwc.prepareResponseBuffer();
    hwc.post(query(), 40);
    assertThat(hwc.receive().bytes()).isEqualTo(72);

    hwc.prepareResponseBuffer();
    hwc.postResponseBuffer(new Piece(1L << 40, 4096, hwc.key()));
    hwc.post(query(), 40);
    assertThat(hwc.receive().bytes()).isZero();
    assertThat(bed.incidents(Incident.HWC_RESPONSE_UNREACHABLE)).isEqualTo(1);

    hwc.postResponseBuffer(new Piece(hwc.responseBuffer(), 48, hwc.key()));
    hwc.post(query(), 40);
    assertThat(hwc.receive().bytes()).as("as much as the buffer takes").isEqualTo(48);
  }

  @Test
  void everyKnownCommandRefusesABareHeaderThatIsTooShortForIt() {
    for (int code : List.of(1, 10, 11, 12, 13, 25, 26, 27, 81, 84, 0x20001, 0x20002, 0x20003)) {
      RawDriver.assertRefused(bed, Ask.of(code, RequestHeader.SIZE), Status.INFO_LENGTH_MISMATCH);
    }
    for (int code = 0x20004; code <= 0x2000c; code++) {
      if (code != 0x20009) {
        RawDriver.assertRefused(bed, Ask.of(code, RequestHeader.SIZE), Status.INFO_LENGTH_MISMATCH);
      }
    }
  }

  @Test
  void aRingOfRequestsOverwrittenByADriverThatDoesNotWaitIsDropped() {
    RawHwc hwc = bed.channel();
    hwc.post(query(), 40);
    for (int i = 0; i < 200; i++) {
      hwc.post(query(), 40);
    }
    assertThat(bed.incidents(Incident.DOORBELL_PAST_RING)).isPositive();
    assertThat(RawHwc.destroy(bed)).isEqualTo(2 | 1 << 7);
    bed.forgetChannel();
    assertThat(bed.channel().send(query()).ok().bytes()).isEqualTo(72);
  }
}
