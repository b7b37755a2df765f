package org.manakin.attach.vfiouser;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.manakin.linux.Eventfd;
import org.manakin.linux.Fd;

/** The ways of SET_IRQS, and interrupts that arrive. */
class MsixVectorsTest {
  private static final int EVENTFD = 0x24;
  private static final int NONE = 0x21;
  private static final int MSIX = 2;

  @TempDir Path directory;
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(directory);
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aVectorIsSignalledWhereItIsConnected() throws IOException {
    try (Client client = rig.connect();
        Fd first = Eventfd.create("first");
        Fd second = Eventfd.create("second")) {
      client.negotiate();
      assertThat(client.call(client.setIrqs(EVENTFD, MSIX, 0, 1)).failed()).isFalse();
      rig.vectors.raise(0);
      client.call(client.setIrqs(EVENTFD, MSIX, 3, 2), first, second);
      rig.vectors.raise(3);
      rig.vectors.raise(3);
      rig.vectors.raise(4);
      rig.vectors.raise(5);
      assertThat(Eventfd.drain(first)).isEqualTo(2);
      assertThat(Eventfd.drain(second)).isEqualTo(1);
      assertThat(rig.vectors.raised(3)).isEqualTo(2);
      assertThat(rig.vectors.raised(5)).isZero();

      client.call(client.setIrqs(EVENTFD, MSIX, 3, 1), second);
      rig.vectors.raise(3);
      assertThat(Eventfd.drain(first)).isZero();
      assertThat(Eventfd.drain(second)).isEqualTo(1);

      client.call(client.setIrqs(EVENTFD, MSIX, 4, 1));
      rig.vectors.raise(4);
      assertThat(Eventfd.drain(second)).isZero();

      client.call(client.setIrqs(NONE, MSIX, 3, 1));
      assertThat(Eventfd.drain(second)).isEqualTo(1);
      client.call(client.setIrqs(NONE, MSIX, 0, 0));
      assertThat(rig.vectors.connected(3)).isFalse();
    }
  }

  @Test
  void allVectorsComeInPiecesOfSixteen() throws IOException {
    long before = Rig.openDescriptors();
    try (Client client = rig.connect();
        Fd shared = Eventfd.create("all")) {
      client.negotiate();
      for (int start = 0; start < FakeDevice.VECTORS; start += 16) {
        int count = Math.min(16, FakeDevice.VECTORS - start);
        Fd[] passed = new Fd[count];
        java.util.Arrays.fill(passed, shared);
        assertThat(client.call(client.setIrqs(EVENTFD, MSIX, start, count), passed).failed())
            .isFalse();
      }
      for (int v = 0; v < FakeDevice.VECTORS; v++) {
        rig.vectors.raise(v);
      }
      assertThat(Eventfd.drain(shared)).isEqualTo(FakeDevice.VECTORS);
      client.call(client.setIrqs(EVENTFD, 3, 0, 1), shared);
    }
    rig.drain();
    assertThat(Rig.openDescriptors()).isEqualTo(before);
  }

  @Test
  void vectorsThatAreNotAreIgnored() {
    rig.vectors.raise(-1);
    rig.vectors.raise(FakeDevice.VECTORS);
    assertThat(rig.vectors.raised(0)).isZero();
  }

  @Test
  void aFullCounterIsCountedAndDoesNotBlock() throws IOException {
    try (Fd full = Eventfd.create("full")) {
      var most = java.lang.foreign.Arena.ofAuto().allocate(8, 8);
      most.set(java.lang.foreign.ValueLayout.JAVA_LONG, 0, -2L);
      assertThat(full.write(most)).isEqualTo(8);
      try (Client client = rig.connect()) {
        client.negotiate();
        client.call(client.setIrqs(EVENTFD, MSIX, 0, 1), full);
        rig.vectors.raise(0);
        assertThat(rig.vectors.blocked(0)).isEqualTo(1);
      }
    }
  }

  @Test
  void raisingWhileDescriptorsAreReplacedNeverHitsAnother() throws Exception {
    try (Client client = rig.connect();
        Fd event = Eventfd.create("event")) {
      client.negotiate();
      var running = new java.util.concurrent.atomic.AtomicBoolean(true);
      Thread raiser =
          new Thread(() -> {
            while (running.get()) {
              rig.vectors.raise(1);
            }
          });
      raiser.start();
      for (int i = 0; i < 2000; i++) {
        client.call(client.setIrqs(EVENTFD, MSIX, 1, 1), event);
        // Takes the number that was just closed, and would be hit.
        try (Fd bystander = Eventfd.create("bystander")) {
          client.call(client.setIrqs(NONE, MSIX, 0, 0));
          assertThat(Eventfd.drain(bystander)).isZero();
        }
      }
      running.set(false);
      raiser.join();
      assertThat(Eventfd.drain(event)).isEqualTo(rig.vectors.raised(1));
    }
  }
}
