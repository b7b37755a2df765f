package org.manakin.attach.tap;

import org.junit.jupiter.api.Test;
import org.manakin.attach.netns.Namespaced;

/** A TAP as the trunk of a switch: tagged frames, finished or not, from several senders at once. */
class TapTrunkIT {
  @Test
  void carriesTaggedFramesBothWays() throws Exception {
    Namespaced.run(Trunk.class);
  }
}
