package org.manakin.attach.vhostuser;

import org.manakin.wire.Bytes;
import org.manakin.wire.Layout;
import org.manakin.wire.U32;
import org.manakin.wire.U64;

/**
 * The messages of the vhost-user protocol that a network back end needs, in the byte order of the
 * machine. Offsets of payload fields count from the start of the header.
 */
final class Message {
  static final int GET_FEATURES = 1;
  static final int SET_FEATURES = 2;
  static final int SET_OWNER = 3;
  static final int RESET_OWNER = 4;
  static final int SET_MEM_TABLE = 5;
  static final int SET_LOG_BASE = 6;
  static final int SET_VRING_NUM = 8;
  static final int SET_VRING_ADDR = 9;
  static final int SET_VRING_BASE = 10;
  static final int GET_VRING_BASE = 11;
  static final int SET_VRING_KICK = 12;
  static final int SET_VRING_CALL = 13;
  static final int SET_VRING_ERR = 14;
  static final int GET_PROTOCOL_FEATURES = 15;
  static final int SET_PROTOCOL_FEATURES = 16;
  static final int GET_QUEUE_NUM = 17;
  static final int SET_VRING_ENABLE = 18;
  static final int SEND_RARP = 19;
  static final int NET_SET_MTU = 20;
  static final int GET_MAX_MEM_SLOTS = 36;
  static final int ADD_MEM_REG = 37;
  static final int REM_MEM_REG = 38;

  /** A longer payload belongs to nothing that is understood here. */
  static final int MAX_PAYLOAD = 1024;

  /** Most regions of a SET_MEM_TABLE. */
  static final int MAX_TABLE = 8;

  private Message() {}

  /** In front of every message. */
  static final class Header {
    private static final Layout L = Layout.of("vhost-user header");
    static final U32 REQUEST = L.u32("request");
    static final U32 FLAGS = L.u32("flags");
    static final U32 BYTES = L.u32("size");
    static final int SIZE = L.size();

    static final int VERSION_MASK = 3;
    static final int VERSION = 1;
    static final int REPLY = 4;
    static final int NEED_REPLY = 8;

    private Header() {}
  }

  /** A number: features, a ring with a descriptor, an MTU, an acknowledgement. */
  static final class Value {
    private static final Layout L = Layout.after(Header.L, "u64");
    static final U64 NUMBER = L.u64("u64");
    static final int SIZE = L.size();

    /** Of a ring with a descriptor: the bits that number the ring. */
    static final long RING = 0xff;

    /** Of a ring with a descriptor: none came. */
    static final long NO_DESCRIPTOR = 0x100;

    private Value() {}
  }

  /** SET_VRING_NUM, SET_VRING_BASE, GET_VRING_BASE, SET_VRING_ENABLE. */
  static final class RingValue {
    private static final Layout L = Layout.after(Header.L, "vring state");
    static final U32 INDEX = L.u32("index");
    static final U32 NUM = L.u32("num");
    static final int SIZE = L.size();

    private RingValue() {}
  }

  /** SET_VRING_ADDR: addresses of QEMU's own, but that of the log. */
  static final class RingAddresses {
    private static final Layout L = Layout.after(Header.L, "vring address");
    static final U32 INDEX = L.u32("index");
    static final U32 FLAGS = L.u32("flags");
    static final U64 DESCRIPTORS = L.u64("descriptor");
    static final U64 USED = L.u64("used");
    static final U64 AVAILABLE = L.u64("available");
    static final U64 LOG = L.u64("log");
    static final int SIZE = L.size();

    /** Writes to the used ring are logged, as writes to guest memory from {@link #LOG} on. */
    static final int LOGGED = 1;

    private RingAddresses() {}
  }

  /** SET_MEM_TABLE: a number of {@link Region}s follows. */
  static final class MemoryTable {
    private static final Layout L = Layout.after(Header.L, "memory table");
    static final U32 COUNT = L.u32("num_regions");
    static final int SIZE = L.reserved(Integer.BYTES).size();

    private MemoryTable() {}
  }

  /** ADD_MEM_REG and REM_MEM_REG: a {@link Region} follows. */
  static final class SingleRegion {
    private static final Layout L = Layout.after(Header.L, "single region");
    static final int SIZE = L.reserved(Long.BYTES).size();

    private SingleRegion() {}
  }

  /** A region of memory; offsets count from its own start. */
  static final class Region {
    private static final Layout L = Layout.of("memory region");
    static final U64 GUEST_ADDRESS = L.u64("guest_phys_addr");
    static final U64 LENGTH = L.u64("memory_size");
    static final U64 USER_ADDRESS = L.u64("userspace_addr");
    static final U64 OFFSET = L.u64("mmap_offset");
    static final int SIZE = L.size();

    private Region() {}
  }

  /** SET_LOG_BASE. */
  static final class Log {
    private static final Layout L = Layout.after(Header.L, "log");
    static final U64 LENGTH = L.u64("mmap_size");
    static final U64 OFFSET = L.u64("mmap_offset");
    static final int SIZE = L.size();

    private Log() {}
  }

  /** SEND_RARP. */
  static final class Announcement {
    private static final Layout L = Layout.after(Header.L, "rarp");
    static final Bytes MAC = L.bytes("mac", 6);
    static final int SIZE = L.reserved(2).size();

    private Announcement() {}
  }
}
