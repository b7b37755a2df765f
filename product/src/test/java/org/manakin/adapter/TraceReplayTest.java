package org.manakin.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.adapter.gdma.Incident;
import org.manakin.wire.gdma.DeviceType;
import org.manakin.wire.gdma.SmcWindow;
import org.manakin.wire.trace.Trace;
import org.manakin.wire.trace.Trace.Message;
import org.manakin.wire.trace.TraceSession;

class TraceReplayTest {
  @RegisterExtension final AdapterBed bed = new AdapterBed(config -> config.withQueues(2));

  /** Ring pages are used again and again: nothing in a trace rings a doorbell. */
  private static final int PAGES = 64;

  private final MemorySegment request = Arena.ofAuto().allocate(RawHwc.MESSAGE);
  private final TraceSession session = new TraceSession();
  private long pool;
  private int turn;

  private long page() {
    turn = (turn + 1) % PAGES;
    return pool + (long) turn * AdapterBed.PAGE;
  }

  @ParameterizedTest
  @ValueSource(strings = {Trace.LINUX_6_1, Trace.LINUX_6_12, Trace.LINUX_7_3})
  void everyAnswerContentsTheDriverAndNothingIsLeft(String name) {
    pool = bed.allocate((long) PAGES * AdapterBed.PAGE);
    for (Message message : Trace.read(name).messages()) {
      if (message.code() == SmcWindow.ESTABLISH_HWC && message.smc()) {
        bed.forgetChannel();
        session.bind("$hwc_eq", bed.channel().eq().id());
      } else if (message.smc()) {
        assertThat(RawHwc.destroy(bed)).isEqualTo(SmcWindow.DESTROY_HWC | 1 << 7);
      } else if (message.deviceType() != DeviceType.MANA_IB) {
        // the recorded device listed RDMA, device type 3, and this adapter does not
        replay(message);
      }
    }
    assertThat(bed.objects()).as("what is left").containsOnlyKeys("state");
    assertThat(bed.incidents(Incident.COMMAND_REFUSED)).isZero();
  }

  private void replay(Message message) {
    int bytes = session.write(message, request, 0, this::page);
    RawHwc hwc = bed.channel();
    hwc.prepareResponseBuffer();
    hwc.post(request, bytes);
    Reply reply = hwc.receive();
    session.check(message, reply.segment(), 0, reply.bytes());
    hwc.postResponseBuffer();
    hwc.cq().arm();
    hwc.eq().takeAll();
    hwc.eq().arm();
  }
}
