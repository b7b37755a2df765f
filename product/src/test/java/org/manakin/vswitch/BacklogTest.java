package org.manakin.vswitch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.Arena;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.manakin.packet.Frame;
import org.manakin.packet.Packets;

/** Held frames against a queue of copies. */
class BacklogTest {
  private static final int CHUNKS = 4;

  private final HoldMemory memory = new HoldMemory(CHUNKS);
  private final Backlog backlog = new Backlog(memory);
  private final Deque<byte[]> model = new ArrayDeque<>();
  private final SplittableRandom random = new SplittableRandom(7);

  private static final Frame LARGEST =
      Packets.frame(new byte[HoldMemory.CHUNK_BYTES - 16], HoldMemory.CHUNK_BYTES - 16);

  @Test
  void itDoesWhatAQueueDoes() {
    int full = 0;
    for (int step = 0; step < 20_000; step++) {
      switch (random.nextInt(20)) {
        case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> full += add() ? 0 : 1;
        case 19 -> {
          if (random.nextInt(100) == 0) {
            clear();
          }
        }
        default -> lendAndTakeBack();
      }
      assertThat(backlog.frames()).isEqualTo(model.size());
      assertThat(backlog.bytes()).isEqualTo(model.stream().mapToLong(b -> b.length).sum());
    }
    assertThat(full).as("times that it was full").isPositive();
    while (!model.isEmpty()) {
      lendAndTakeBack();
    }
    assertThat(backlog.isEmpty()).isTrue();
    assertThat(memory.bytes()).isEqualTo((long) CHUNKS * HoldMemory.CHUNK_BYTES);
  }

  private boolean add() {
    byte[] bytes = new byte[random.nextInt(14, random.nextInt(8) == 0 ? 200_000 : 1600)];
    random.nextBytes(bytes);
    Backlog.Outcome outcome = backlog.add(Packets.frame(bytes, bytes.length / 2));
    if (outcome == Backlog.Outcome.KEPT) {
      model.add(bytes);
      return true;
    }
    assertThat(outcome).isEqualTo(Backlog.Outcome.NO_MEMORY);
    return false;
  }

  private void lendAndTakeBack() {
    if (model.isEmpty()) {
      return;
    }
    Frame lent = backlog.lend();
    assertThat(backlog.lent()).isTrue();
    boolean added = random.nextBoolean() && add();
    if (random.nextInt(50) == 0) {
      byte[] first = model.element();
      assertThat(backlog.clear()).isEqualTo(model.size() - 1);
      model.clear();
      model.add(first);
    }
    assertThat(Packets.bytes(lent)).as("added %s", added).isEqualTo(model.element());
    boolean delivered = random.nextInt(4) > 0;
    backlog.takeBack(delivered);
    if (delivered) {
      model.remove();
    }
  }

  private void clear() {
    assertThat(backlog.clear()).isEqualTo(model.size());
    model.clear();
  }

  @Test
  void aFrameOfAWholeChunkFitsAndNoLargerOne() {
    assertThat(backlog.add(LARGEST)).isEqualTo(Backlog.Outcome.KEPT);
    assertThat(backlog.add(Packets.frame(new byte[60]))).isEqualTo(Backlog.Outcome.KEPT);
    assertThat(backlog.lend().length()).isEqualTo(LARGEST.length());
    backlog.takeBack(true);
    assertThat(backlog.lend().length()).isEqualTo(60);
    backlog.takeBack(true);
    assertThat(backlog.isEmpty()).isTrue();
    byte[] tooLarge = new byte[HoldMemory.CHUNK_BYTES - 15];
    assertThat(backlog.add(Packets.frame(tooLarge))).isEqualTo(Backlog.Outcome.TOO_MANY_BYTES);
  }

  @Test
  void aSenderWhoseMemoryIsGoneChangesNothing() {
    Frame gone = new Frame();
    try (Arena arena = Arena.ofShared()) {
      assertThat(gone.add(arena.allocate(100), 0, 100)).isTrue();
    }
    assertThatIllegalStateException().isThrownBy(() -> backlog.add(gone));
    assertThat(backlog.frames()).isZero();
    byte[] next = new byte[50];
    assertThat(backlog.add(Packets.frame(next))).isEqualTo(Backlog.Outcome.KEPT);
    assertThat(Packets.bytes(backlog.lend())).isEqualTo(next);
  }

  @Test
  void theNumberOfFramesIsLimited() {
    Frame small = Packets.frame(new byte[14]);
    for (int i = 0; i < Backlog.MOST_FRAMES; i++) {
      assertThat(backlog.add(small)).isEqualTo(Backlog.Outcome.KEPT);
    }
    assertThat(backlog.add(small)).isEqualTo(Backlog.Outcome.TOO_MANY_FRAMES);
  }
}
