package org.manakin.attach.vxlan;

/** What each segment of a {@link VxlanTunnel} counts. "Out" is towards other hosts. */
public enum VxlanCounter {
  /** Frames for other hosts, super-frames as the frames that they become. */
  FRAMES_OUT,
  /** Bytes of them, outer headers not counted. */
  BYTES_OUT,
  /** Of those, frames that went to all remotes. */
  FLOODED_OUT,
  /** Datagrams that the kernel took. */
  DATAGRAMS_OUT,
  /** Frames above the MTU, and datagrams that the path does not take whole. */
  TOO_LONG_OUT,
  /** Datagrams that found the send buffer full. */
  FULL_OUT,
  /** Datagrams that the kernel refused otherwise: no route, interface down, firewall. */
  REFUSED_OUT,
  /** Frames without whole Ethernet addresses. */
  MALFORMED_OUT,
  FRAMES_IN,
  BYTES_IN,
  /** Frames that came while nothing was connected. */
  UNCONNECTED_IN,
  /** Datagrams of this VNI from hosts that are not listed for it. */
  UNLISTED_IN,
  /** Datagrams whose inner frame is too short or comes from a group address. */
  MALFORMED_IN,
  /**
   * Ordinary frames whose TCP or UDP checksum was still open, which is how kernels of the same
   * machine send.
   */
  PARTIAL_IN,
  /** Super-frames, which kernels of the same machine send. */
  SUPER_FRAMES_IN,
  /** Addresses learned. */
  LEARNED,
  /** Learned addresses that went to another host. */
  MOVED,
  /** Learned addresses that were forgotten with age. */
  AGED,
  /** Learned addresses that were forgotten for want of room. */
  EVICTED
}
