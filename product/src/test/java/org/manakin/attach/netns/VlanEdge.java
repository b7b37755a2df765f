package org.manakin.attach.netns;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;
import org.manakin.packet.VlanTag;

/**
 * Where a VLAN begins or ends: puts a tag into the frames that it passes on, or takes it out;
 * super-frames and partial checksums stay such. Stands in for the kernel's own VLAN devices, which
 * not every kernel has. One thread.
 */
public final class VlanEdge implements Port {
  private static final int LIFTED = 256;
  private static final int NO_TAG = -1;

  private final int tci;
  private final Port to;
  private final MemorySegment lifted = Arena.ofAuto().allocate(VlanTag.BYTES + LIFTED, Long.BYTES);
  private final Frame changed = new Frame();

  private VlanEdge(int tci, Port to) {
    this.tci = tci;
    this.to = to;
  }

  public static VlanEdge pushing(int tci, Port to) {
    return new VlanEdge(tci, to);
  }

  public static VlanEdge popping(Port to) {
    return new VlanEdge(NO_TAG, to);
  }

  /** What is untagged where a tag should be taken out is dropped. */
  @Override
  public void deliver(Frame frame) {
    if (tci == NO_TAG && !frame.headers().tagged()) {
      return;
    }
    int own = Math.min(frame.length(0), LIFTED);
    MemorySegment.copy(frame.segment(0), frame.offset(0), lifted, VlanTag.BYTES, own);
    long start =
        tci == NO_TAG
            ? VlanTag.strip(lifted, VlanTag.BYTES)
            : VlanTag.insert(lifted, VlanTag.BYTES, tci);
    int bytes = (int) (VlanTag.BYTES + own - start);
    changed.clear();
    changed.add(lifted, start, bytes);
    if (frame.length(0) > own) {
      changed.add(frame.segment(0), frame.offset(0) + own, frame.length(0) - own);
    }
    for (int i = 1; i < frame.fragments(); i++) {
      changed.add(frame.segment(i), frame.offset(i), frame.length(i));
    }
    changed.headers().parse(lifted, start, bytes, changed.length());
    changed.setSegmentSize(frame.segmentSize());
    changed.setChecksumPartial(frame.checksumPartial());
    changed.setChecksumVerified(frame.checksumVerified());
    to.deliver(changed);
  }

  @Override
  public void flush() {
    to.flush();
  }

  @Override
  public boolean takesUnfinished() {
    return to.takesUnfinished();
  }
}
