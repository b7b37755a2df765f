package org.manakin.attach.vfiouser;

import org.manakin.wire.Layout;
import org.manakin.wire.U16;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/**
 * The messages of the vfio-user protocol, version 0.0, as far as a server without migration needs
 * them. Both sides are on one machine and use its byte order, which is little-endian here. Offsets
 * of payload fields count from the start of the header.
 */
final class Message {
  static final int VERSION = 1;
  static final int DMA_MAP = 2;
  static final int DMA_UNMAP = 3;
  static final int DEVICE_GET_INFO = 4;
  static final int DEVICE_GET_REGION_INFO = 5;
  static final int DEVICE_GET_IRQ_INFO = 7;
  static final int DEVICE_SET_IRQS = 8;
  static final int REGION_READ = 9;
  static final int REGION_WRITE = 10;
  static final int DEVICE_RESET = 13;
  static final int REGION_WRITE_MULTI = 15;

  /** Most bytes of data in one region access; told to the client. */
  static final int MAX_DATA = 32 << 10;

  /** Most descriptors with one message; told to the client. */
  static final int MAX_FDS = 16;

  /** Most ranges in the table of guest memory; told to the client. */
  static final int MAX_DMA_MAPS = 4096;

  static final int PAGE = 4096;

  private Message() {}

  /** In front of every message. */
  static final class Header {
    private static final Layout L = Layout.of("vfio-user header");
    static final U16 ID = L.u16("message_id");
    static final U16 COMMAND = L.u16("command");
    static final U32 BYTES = L.u32("message_size");
    static final U32 FLAGS = L.u32("flags");
    static final U32 ERROR = L.u32("error");
    static final int SIZE = L.size();

    static final int TYPE = 0xf;
    static final int COMMAND_TYPE = 0;
    static final int REPLY_TYPE = 1;
    static final int NO_REPLY = 0x10;
    static final int FAILED = 0x20;

    private Header() {}
  }

  /** VERSION, both ways; a JSON text with a final NUL may follow. */
  static final class Version {
    private static final Layout L = Layout.after(Header.L, "VERSION");
    static final U16 MAJOR = L.u16("major");
    static final U16 MINOR = L.u16("minor");
    static final int SIZE = L.size();

    private Version() {}
  }

  /** DMA_MAP; answered by a header. */
  static final class DmaMap {
    private static final Layout L = Layout.after(Header.L, "DMA_MAP");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U64 OFFSET = L.u64("offset");
    static final U64 ADDRESS = L.u64("address");
    static final U64 LENGTH = L.u64("size");
    static final int SIZE = L.size();

    static final int READ = 1;
    static final int WRITE = 2;

    private DmaMap() {}
  }

  /** DMA_UNMAP; the answer repeats it. */
  static final class DmaUnmap {
    private static final Layout L = Layout.after(Header.L, "DMA_UNMAP");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U64 ADDRESS = L.u64("address");
    static final U64 LENGTH = L.u64("size");
    static final int SIZE = L.size();

    static final int ALL = 2;

    private DmaUnmap() {}
  }

  /** DEVICE_GET_INFO, both ways. */
  static final class DeviceInfo {
    private static final Layout L = Layout.after(Header.L, "DEVICE_GET_INFO");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U32 REGIONS = L.u32("num_regions");
    static final U32 IRQS = L.u32("num_irqs");
    static final int SIZE = L.size();

    static final int RESET = 1;
    static final int PCI = 2;

    private DeviceInfo() {}
  }

  /** DEVICE_GET_REGION_INFO, both ways. */
  static final class RegionInfo {
    private static final Layout L = Layout.after(Header.L, "DEVICE_GET_REGION_INFO");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U32 INDEX = L.u32("index");
    static final U32 CAP_OFFSET = L.u32("cap_offset");
    static final U64 LENGTH = L.u64("size");
    static final U64 OFFSET = L.u64("offset");
    static final int SIZE = L.size();

    static final int READ = 1;
    static final int WRITE = 2;

    private RegionInfo() {}
  }

  /** DEVICE_GET_IRQ_INFO, both ways. */
  static final class IrqInfo {
    private static final Layout L = Layout.after(Header.L, "DEVICE_GET_IRQ_INFO");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U32 INDEX = L.u32("index");
    static final U32 COUNT = L.u32("count");
    static final int SIZE = L.size();

    static final int EVENTFD = 1;

    private IrqInfo() {}
  }

  /** DEVICE_SET_IRQS; answered by a header. */
  static final class SetIrqs {
    private static final Layout L = Layout.after(Header.L, "DEVICE_SET_IRQS");
    static final U32 ARGSZ = L.u32("argsz");
    static final U32 FLAGS = L.u32("flags");
    static final U32 INDEX = L.u32("index");
    static final U32 START = L.u32("start");
    static final U32 COUNT = L.u32("count");
    static final int SIZE = L.size();

    static final int DATA_NONE_TRIGGER = 0x21;
    static final int DATA_EVENTFD_TRIGGER = 0x24;

    private SetIrqs() {}
  }

  /** REGION_READ and REGION_WRITE, both ways; the data follow. */
  static final class RegionAccess {
    private static final Layout L = Layout.after(Header.L, "REGION_READ, REGION_WRITE");
    static final U64 OFFSET = L.u64("offset");
    static final U32 REGION = L.u32("region");
    static final U32 COUNT = L.u32("count");
    static final int SIZE = L.size();

    private RegionAccess() {}
  }

  /** REGION_WRITE_MULTI: a number of {@link Write}s follows. Never answered. */
  static final class WriteMulti {
    private static final Layout L = Layout.after(Header.L, "REGION_WRITE_MULTI");
    static final U64 COUNT = L.u64("wr_cnt");
    static final int SIZE = L.size();

    private WriteMulti() {}
  }

  /** One write of a REGION_WRITE_MULTI; offsets count from its own start. */
  static final class Write {
    private static final Layout L = Layout.of("REGION_WRITE_MULTI write");
    static final U64 OFFSET = L.u64("offset");
    static final U32 REGION = L.u32("region");
    static final U32 COUNT = L.u32("count");
    static final U64 DATA = L.u64("data");
    static final int SIZE = L.size();

    private Write() {}
  }

  /** Region numbers. */
  static final class Region {
    static final int BARS = 6;
    static final int ROM = 6;
    static final int CONFIG = 7;
    static final int COUNT = 9;
    static final int CONFIG_BYTES = 4096;

    private Region() {}
  }

  /** Interrupt kinds. */
  static final class Irq {
    static final int MSIX = 2;
    static final int ERR = 3;
    static final int COUNT = 5;

    private Irq() {}
  }
}
