package org.manakin.wire.gdma;

/**
 * Values of {@link ResponseHeader#STATUS}. Public drivers give a meaning to three of them only. The
 * one they call "more entries", 0x105, and 0xc00000bb (not supported), which users report from the
 * field, are NTSTATUS values; hence we take the space to be NTSTATUS and refuse with its values.
 */
public final class Status {
  public static final int SUCCESS = 0;

  /** Further pages of a DMA region are expected. */
  public static final int MORE_ENTRIES = 0x105;

  /** Linux from 7.x on takes this as the absence of an optional command. */
  public static final int CMD_UNSUPPORTED = 0xffffffff;

  /** The request is shorter than its fields need. */
  public static final int INFO_LENGTH_MISMATCH = 0xc0000004;

  /** No object of this client has the handle or id. */
  public static final int INVALID_HANDLE = 0xc0000008;

  public static final int INVALID_PARAMETER = 0xc000000d;

  /** The object exists, but belongs to another client. */
  public static final int ACCESS_DENIED = 0xc0000022;

  /** No protocol version in common. */
  public static final int REVISION_MISMATCH = 0xc0000059;

  /** A limit of the function is reached. */
  public static final int INSUFFICIENT_RESOURCES = 0xc000009a;

  /** A page is not memory of the guest. */
  public static final int INVALID_ADDRESS = 0xc0000141;

  /** The command is right, but not now. */
  public static final int INVALID_DEVICE_STATE = 0xc0000184;

  private Status() {}
}
