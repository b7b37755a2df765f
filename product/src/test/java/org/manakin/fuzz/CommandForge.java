package org.manakin.fuzz;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.mana.ManaCommand;

/** Requests on the hardware channel: known codes with bodies of live names and any numbers. */
final class CommandForge {
  private static final long[] CODES = {
    GdmaCommand.VERIFY_VF_DRIVER_VERSION,
    GdmaCommand.QUERY_MAX_RESOURCES,
    GdmaCommand.LIST_DEVICES,
    GdmaCommand.REGISTER_DEVICE,
    GdmaCommand.DEREGISTER_DEVICE,
    GdmaCommand.GENERATE_TEST_EQE,
    GdmaCommand.GENERATE_RESET_REQUEST_EQE,
    GdmaCommand.CREATE_QUEUE,
    GdmaCommand.DISABLE_QUEUE,
    GdmaCommand.CREATE_DMA_REGION,
    GdmaCommand.DMA_REGION_ADD_PAGES,
    GdmaCommand.DESTROY_DMA_REGION,
    GdmaCommand.CHANGE_MSIX_FOR_EQ,
    GdmaCommand.QUERY_HWC_TIMEOUT,
    GdmaCommand.ALLOCATE_RESOURCE_RANGE,
    ManaCommand.QUERY_DEV_CONFIG,
    ManaCommand.QUERY_GF_STAT,
    ManaCommand.CONFIG_VPORT_TX,
    ManaCommand.CREATE_WQ_OBJ,
    ManaCommand.DESTROY_WQ_OBJ,
    ManaCommand.FENCE_RQ,
    ManaCommand.CONFIG_VPORT_RX,
    ManaCommand.QUERY_VPORT_CONFIG,
    ManaCommand.QUERY_LINK_CONFIG,
    ManaCommand.SET_BW_CLAMP,
    ManaCommand.QUERY_PHY_STAT,
    ManaCommand.REGISTER_FILTER,
  };

  private static final int MOST_FIELDS = 12;

  private final Input in;
  private final Guest guest;

  CommandForge(Input in, Guest guest) {
    this.in = in;
    this.guest = guest;
  }

  void send() {
    int code = in.chance(32) ? in.i32() : (int) in.pick(CODES);
    int bytes = in.chance(16) ? in.u16() % (GuestSpace.PAGE + 1) : RequestHeader.SIZE + in.u8();
    MemorySegment m = guest.request(code, 1 + in.pick(6), Math.max(bytes, RequestHeader.SIZE));
    if (in.chance(2)) {
      guest.nameDevice(m);
    } else if (in.chance(4)) {
      RequestHeader.DEV_TYPE.set(m, 0, in.pick(5));
    }
    int words = (int) (m.byteSize() - RequestHeader.SIZE) / Integer.BYTES;
    int fields = in.pick(MOST_FIELDS);
    for (int i = 0; i < fields && words > 0; i++) {
      long at = RequestHeader.SIZE + (long) in.u8() % words * Integer.BYTES;
      long value = value();
      m.set(ValueLayout.JAVA_INT_UNALIGNED, at, (int) value);
      if (value > 0xffff_ffffL && at + Long.BYTES <= m.byteSize()) {
        m.set(ValueLayout.JAVA_LONG_UNALIGNED, at, value);
      }
    }
    if (in.chance(8)) {
      long at = in.u8() % RequestHeader.SIZE;
      m.set(ValueLayout.JAVA_BYTE, at, (byte) in.u8());
    }
    MemorySegment ignored = guest.call(m);
  }

  /** A name of something that lives, or a number. */
  private long value() {
    return switch (in.pick(14)) {
      case 0 -> guest.pd;
      case 1 -> guest.key;
      case 2 -> guest.doorbellPage;
      case 3 -> guest.eq;
      case 4 -> Guest.VPORT;
      case 5 -> guest.lastRegion;
      case 6 -> guest.queues.isEmpty() ? 0 : guest.queues.getLast().handle;
      case 7 -> guest.queues.isEmpty() ? 0 : guest.queues.getLast().id;
      case 8 -> Guest.bus(in.pick(64));
      case 9 -> GuestSpace.PAGE;
      case 10 -> in.u8();
      case 11 -> -1;
      case 12 -> in.i32();
      default -> in.i64();
    };
  }
}
