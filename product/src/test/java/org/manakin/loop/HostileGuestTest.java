package org.manakin.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.manakin.loop.Station.settle;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.manakin.adapter.AdapterState;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.DriverException;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Node;
import org.manakin.packet.Packets;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.Sge;
import org.manakin.wire.gdma.Wqe;
import org.manakin.wire.mana.TxCqeType;
import org.manakin.wire.mana.TxOob;

/**
 * A driver that sends nonsense, from seeds that are fixed: the adapter neither fails nor harms the
 * other guest.
 */
class HostileGuestTest {
  private static final long A = 0x020000000001L;
  private static final long B = 0x020000000002L;
  private static final int ROUNDS = Integer.getInteger("manakin.hostile.rounds", 2_000);
  private static final int[] CODES = {
    1, 2, 3, 4, 5, 10, 11, 12, 13, 22, 24, 25, 26, 27, 29, 30, 31, 32, 81, 84, 96, 97, 0x20001,
    0x20002, 0x20003, 0x20004, 0x20005, 0x20006, 0x20007, 0x20008, 0x2000a, 0x2000b, 0x2000c,
    0x27801, 0x28000
  };
  private static final long[] NUMBERS = {
    0,
    1,
    2,
    3,
    4,
    8,
    31,
    63,
    64,
    255,
    256,
    4095,
    4096,
    8192,
    0x7fff,
    0xffff,
    0x10000,
    0x7fffffff,
    0xffffffffL,
    0x1_0000_0000L,
    0x1_0000_1000L,
    -1,
    -4096,
    Long.MIN_VALUE,
    Long.MAX_VALUE,
    0x1_0000_0200L,
    0x2_0000_0001L,
    0x100,
    0x102
  };

  private final SplittableRandom random = new SplittableRandom(Long.getLong("manakin.seed", 1));
  private final Station honest =
      Station.open(Station.ethernet(2), DriverConfig.full(), VportConfig.pairs(2), 2048, 64);
  private final Station hostile =
      Station.open(Station.ethernet(1), DriverConfig.full(), VportConfig.pairs(2), 2048, 64);

  private long number() {
    return random.nextInt(4) == 0 ? random.nextLong() : NUMBERS[random.nextInt(NUMBERS.length)];
  }

  private void assertHonestGuestUnharmed() {
    assertThat(hostile.adapter.state())
        .as(() -> Node.of(hostile.adapter).toText())
        .isNotEqualTo(AdapterState.FAILED);
    assertThat(honest.adapter.state()).isEqualTo(AdapterState.ACTIVE);
    honest.received.clear();
    honest.completions.clear();
    var wire = new Packets.Collector();
    honest.adapter.port(0).connect(wire);
    byte[] frame = Packets.udp4().macs(B, A).payload(200).build();
    honest.send(frame);
    settle(honest);
    assertThat(wire.frames).hasSize(1);
    assertThat(honest.completions).containsExactly(32);
    honest.adapter.port(0).deliver(Packets.frame(frame));
    honest.adapter.port(0).flush();
    settle(honest);
    assertThat(honest.received).hasSize(1);
    assertThat(honest.received.getFirst().bytes()).isEqualTo(frame);
  }

  @Test
  void workRequestsOfAnyContent() {
    Station.join(hostile, honest);
    for (int i = 0; i < ROUNDS; i++) {
      MemorySegment wqe = workRequest();
      if (!hostile.pair(0).send().postRaw(wqe, 0)) {
        hostile.pair(0).send().ring();
        hostile.adapter.work();
        hostile.poll();
      }
      if (random.nextInt(8) == 0) {
        hostile.pair(0).send().ring();
        hostile.adapter.work();
        hostile.poll();
      }
      honest.poll();
    }
    hostile.pair(0).send().ring();
    settle(hostile, honest);
    assertThat(hostile.completions)
        .as("the requests are as varied as they should be")
        .contains(TxCqeType.OKAY, TxCqeType.INVALID_OOB, TxCqeType.GDMA_ERR, TxCqeType.SA_DROP);
    assertHonestGuestUnharmed();
  }

  /** One of the length that its header says, so that the next one is found where it is. */
  private MemorySegment workRequest() {
    int oob = random.nextInt(4) == 0 ? TxOob.SIZE_LONG : TxOob.SIZE_SHORT;
    int sges = random.nextInt(31);
    int bytes = (Wqe.SIZE + oob + sges * Sge.SIZE + 31) & -32;
    MemorySegment wqe = MemorySegment.ofArray(new byte[bytes]);
    for (long at = 0; at < bytes; at += 8) {
      wqe.set(ValueLayout.JAVA_LONG_UNALIGNED, at, number());
    }
    Wqe.FLAGS.set(
        wqe,
        0,
        Wqe.NUM_SGE.place(sges)
            | Wqe.INLINE_OOB_SIZE.place(oob / 4)
            | Wqe.CLIENT_OOB_IN_SGL.place(random.nextInt(2))
            | Wqe.CLIENT_DATA_UNIT.place(random.nextInt(3000)));
    if (sges > 0 && random.nextInt(4) != 0) {
      makePlausible(wqe, oob, sges);
    }
    return wqe;
  }

  private void makePlausible(MemorySegment wqe, int oobBytes, int sges) {
    int format = oobBytes == TxOob.SIZE_LONG ? 1 : 0;
    int oob = format | 4 << random.nextInt(5) | hostile.pair(0).send().cqId() << 8;
    wqe.set(ValueLayout.JAVA_INT_UNALIGNED, 8, oob);
    wqe.set(ValueLayout.JAVA_INT_UNALIGNED, 12, 0);
    if (format == 1) {
      wqe.set(ValueLayout.JAVA_INT_UNALIGNED, 16, random.nextInt(2) << 3);
      wqe.set(ValueLayout.JAVA_INT_UNALIGNED, 20, 0);
    }
    byte[] frame = Packets.tcp4().macs(A, B).payload(20 + random.nextInt(1400)).build();
    frame[random.nextInt(frame.length)] = (byte) random.nextInt();
    MemorySegment memory = hostile.backing.memory().window();
    MemorySegment.copy(frame, 0, memory, ValueLayout.JAVA_BYTE, SCRATCH, frame.length);
    int at = 0;
    for (int i = 0; i < sges; i++) {
      long sge = Wqe.SIZE + oobBytes + (long) i * Sge.SIZE;
      int left = frame.length - at;
      int bytes = i == sges - 1 ? left : Math.min(left, random.nextInt(200));
      Sge.ADDRESS.set(wqe, sge, InProcessBacking.BUS_BASE + SCRATCH + at);
      Sge.MEM_KEY.set(wqe, sge, hostile.device.registration().gpaMkey());
      Sge.BUFFER_SIZE.set(wqe, sge, random.nextInt(50) == 0 ? (int) number() : bytes);
      at += bytes;
    }
  }

  @Test
  void ringsFilledWithNoise() {
    Station.join(hostile, honest);
    for (int i = 0; i < ROUNDS / 20; i++) {
      MemorySegment wqe = MemorySegment.ofArray(new byte[512]);
      for (long at = 0; at < 512; at += 8) {
        wqe.set(ValueLayout.JAVA_LONG_UNALIGNED, at, number());
      }
      if (!hostile.pair(i % 2).send().postRaw(wqe, 0)) {
        break;
      }
      hostile.pair(i % 2).send().ring();
      hostile.adapter.work();
    }
    hostile.poll();
    assertHonestGuestUnharmed();
  }

  private static final long SCRATCH = Station.MEMORY - 65_536;

  @Test
  void registerAndDoorbellStoresOfAnyValue() {
    long bar = hostile.backing.barSize();
    int[] doorbells = {0, 0x400, 0x408, 0x800, 0x820, 0xff8};
    for (int i = 0; i < 20 * ROUNDS; i++) {
      long page = hostile.device.registers().doorbellZone() + 4096L * random.nextInt(3);
      long offset = page + doorbells[random.nextInt(doorbells.length)];
      if (random.nextInt(10) == 0) {
        offset = random.nextLong(bar);
      }
      // Stores to the SMC window would end the hardware channel; they have a test of their own.
      if (offset < 0x100) {
        continue;
      }
      long value = random.nextInt(200) | random.nextLong() << 32;
      int size = 1 << random.nextInt(4);
      hostile.adapter.writeBar(0, offset, random.nextInt(3) == 0 ? size : 8, value);
      hostile.adapter.readBar(0, random.nextLong(bar), size);
      if (i % 16 == 0) {
        hostile.adapter.work();
      }
    }
    assertHonestGuestUnharmed();
  }

  @Test
  void theSharedMemoryWindowTakesAnyStore() {
    for (int i = 0; i < ROUNDS; i++) {
      hostile.adapter.writeBar(
          0,
          hostile.device.registers().smcWindow() + 4L * random.nextInt(8),
          4,
          random.nextInt(3) == 0 ? random.nextInt(8) : number());
      hostile.adapter.work();
    }
    assertHonestGuestUnharmed();
  }

  @Test
  void commandsOfAnyContent() {
    for (int i = 0; i < ROUNDS && !hostile.device.hwc().broken(); i++) {
      int code = CODES[random.nextInt(CODES.length)];
      int bytes = RequestHeader.SIZE + 4 * random.nextInt(i % 20 == 0 ? 1000 : 40);
      MemorySegment m = MemorySegment.ofArray(new byte[bytes]);
      for (long at = RequestHeader.SIZE; at + 8 <= bytes; at += 8) {
        if (random.nextBoolean()) {
          m.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) number());
          m.set(ValueLayout.JAVA_INT_UNALIGNED, at + 4, random.nextBoolean() ? 0 : (int) number());
        } else {
          m.set(ValueLayout.JAVA_LONG_UNALIGNED, at, number());
        }
      }
      RequestHeader.MSG_TYPE.set(m, 0, code);
      RequestHeader.MSG_VERSION.set(m, 0, random.nextInt(7));
      RequestHeader.MSG_SIZE.set(m, 0, random.nextInt(10) == 0 ? (int) number() : bytes);
      RequestHeader.RESP_MSG_TYPE.set(m, 0, code);
      RequestHeader.RESP_MSG_VERSION.set(m, 0, random.nextInt(7));
      RequestHeader.RESP_MSG_SIZE.set(
          m, 0, random.nextInt(10) == 0 ? (int) number() : 32 + random.nextInt(500));
      RequestHeader.DEV_TYPE.set(m, 0, random.nextInt(4));
      RequestHeader.DEV_INSTANCE.set(m, 0, random.nextInt(2));
      try {
        assertThat(hostile.device.hwc().request(m).byteSize()).isLessThanOrEqualTo(4096);
      } catch (DriverException e) {
        // A request that the adapter does not answer breaks the channel; the loop ends.
        assertThat(hostile.adapter.state()).isNotEqualTo(AdapterState.FAILED);
        failures++;
      }
    }
    assertThat(failures).as("every request is answered").isZero();
    assertHonestGuestUnharmed();
  }

  private int failures;
}
