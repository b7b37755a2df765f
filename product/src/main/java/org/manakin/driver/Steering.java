package org.manakin.driver;

import org.jspecify.annotations.Nullable;
import org.manakin.wire.mana.ConfigVportRxRequest;

/**
 * A change of how a vPort receives; what is not set stays as it is. Mutable, to be filled and given
 * to {@link Vport#steer}.
 */
public final class Steering {
  /** Bytes of a Toeplitz key. */
  public static final int KEY_BYTES = 40;

  /** Hash types: TCP, UDP and plain IP over IPv4 and IPv6. */
  public static final int ALL_HASH_TYPES = 0x3f;

  int receive = ConfigVportRxRequest.UNCHANGED;
  int rss = ConfigVportRxRequest.UNCHANGED;
  boolean updateDefault;
  long defaultObject;
  byte @Nullable [] key;
  long @Nullable [] table;
  boolean coalesce4;
  boolean coalesce8;
  int hashTypes = ALL_HASH_TYPES;

  /** Whether frames are received at all. */
  public Steering receive(boolean on) {
    receive = on ? ConfigVportRxRequest.ON : ConfigVportRxRequest.OFF;
    return this;
  }

  /** Whether frames are spread by their hash. */
  public Steering rss(boolean on) {
    rss = on ? ConfigVportRxRequest.ON : ConfigVportRxRequest.OFF;
    return this;
  }

  /** The RQ object for frames that are not spread. */
  public Steering defaultObject(long object) {
    updateDefault = true;
    defaultObject = object;
    return this;
  }

  /** The Toeplitz key, {@value #KEY_BYTES} bytes. */
  public Steering key(byte[] toeplitz) {
    if (toeplitz.length != KEY_BYTES) {
      throw new IllegalArgumentException(
          "a Toeplitz key has " + KEY_BYTES + " bytes, not " + toeplitz.length);
    }
    key = toeplitz.clone();
    return this;
  }

  /** The RQ object of each indirection entry; as many as the vPort has entries. */
  public Steering table(long[] objects) {
    table = objects.clone();
    return this;
  }

  /** Whether up to 4, or up to 8, frames may share a completion. Goes with every message. */
  public Steering coalesce(boolean four, boolean eight) {
    coalesce4 = four || eight;
    coalesce8 = eight;
    return this;
  }

  /** Mask of hash types, NDIS numbering; goes with version 5 messages only. */
  public Steering hashTypes(int mask) {
    hashTypes = mask;
    return this;
  }
}
