package org.manakin.attach.tap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.manakin.attach.EventLoop;
import org.manakin.attach.SpinThenWait;
import org.manakin.packet.Frame;
import org.manakin.packet.Port;

/**
 * Two TAP interfaces joined here, one of them in a network namespace of its own, and the machine's
 * own TCP across them: it notices every frame that is not right.
 */
class TapPortIT {
  private static final String ID =
      String.format(Locale.ROOT, "%05d", ProcessHandle.current().pid() % 100_000);
  private static final String NEAR = "mnkn" + ID;
  private static final String FAR = "mnkf" + ID;
  private static final String NAMESPACE = "manakin-" + ID;
  private static final String NEAR_ADDRESS = "198.18.117.1";
  private static final String FAR_ADDRESS = "198.18.117.2";
  private static final int BYTES = 40_000_000;
  private static final int PATIENCE_SECONDS = 60;

  private final List<AutoCloseable> open = new ArrayList<>();

  /** What passes between the interfaces, counted by kind. */
  private static final class Wire implements Port {
    final Port to;
    final boolean unfinished;
    final AtomicInteger superFrames = new AtomicInteger();
    final AtomicInteger partial = new AtomicInteger();
    final AtomicInteger longest = new AtomicInteger();

    Wire(Port to, boolean unfinished) {
      this.to = to;
      this.unfinished = unfinished;
    }

    @Override
    public void deliver(Frame frame) {
      if (frame.segmentSize() > 0) {
        superFrames.incrementAndGet();
      }
      if (frame.checksumPartial()) {
        partial.incrementAndGet();
      }
      longest.accumulateAndGet(frame.length(), Math::max);
      to.deliver(frame);
    }

    @Override
    public void flush() {
      to.flush();
    }

    @Override
    public boolean takesUnfinished() {
      return unfinished;
    }
  }

  @BeforeEach
  void mayWeDoThis() throws Exception {
    assumeTrue(
        Files.isReadable(Path.of("/dev/net/tun")) && Files.isWritable(Path.of("/dev/net/tun")),
        "needs /dev/net/tun");
    assumeTrue(run("ip", "netns", "add", NAMESPACE) == 0, "needs the right to make namespaces");
    open.add(() -> run("ip", "netns", "del", NAMESPACE));
  }

  @AfterEach
  void cleanUp() throws Exception {
    for (AutoCloseable c : open.reversed()) {
      c.close();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void theMachinesOwnTcpPassesWhole(boolean unfinished) throws Exception {
    TapPort near = tap(NEAR);
    TapPort far = tap(FAR);
    Wire outward = new Wire(far, unfinished);
    Wire inward = new Wire(near, unfinished);
    near.connect(outward);
    far.connect(inward);
    near.tap().setMtu(4000);
    near.tap().setUp();
    command("ip", "addr", "add", NEAR_ADDRESS + "/30", "dev", NEAR);
    command("ip", "link", "set", FAR, "netns", NAMESPACE, "mtu", "4000");
    inside("ip", "addr", "add", FAR_ADDRESS + "/30", "dev", FAR);
    inside("ip", "link", "set", FAR, "up");
    start(near, far);

    String sum = transfer();
    assertThat(sum).isEqualTo(sha256OfZeros());
    assertThat(inward.superFrames.get() > 0).isEqualTo(unfinished);
    assertThat(inward.partial.get() > 0).isEqualTo(unfinished);
    assertThat(inward.longest.get() > 4014).isEqualTo(unfinished);
    assertThat(near.counters().get(TapCounter.BYTES_OUT)).isGreaterThan(BYTES);
    assertThat(near.counters().get(TapCounter.DROPPED_OUT)).isZero();
    assertThat(far.counters().get(TapCounter.MALFORMED_IN)).isZero();
  }

  @Test
  void anInterfaceInUseIsNamed() throws Exception {
    TapPort near = tap(NEAR);
    assertThat(near.tap().name()).isEqualTo(NEAR);
    assertThatThrownBy(() -> TapPort.open(NEAR))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(NEAR)
        .hasMessageContaining("in use");
    assertThatThrownBy(() -> TapPort.open("lo")).hasMessageContaining("no TAP");
    assertThatThrownBy(() -> TapPort.open("far-too-long-a-name")).hasMessageContaining("15 bytes");
  }

  @Test
  void framesToAnInterfaceThatIsDownAreCounted() throws Exception {
    TapPort near = tap(NEAR);
    Frame frame = new Frame();
    assertThat(frame.add(java.lang.foreign.Arena.ofAuto().allocate(60), 0, 60)).isTrue();
    near.deliver(frame);
    assertThat(near.counters().get(TapCounter.DROPPED_OUT)).isEqualTo(1);
    near.tap().setUp();
    near.deliver(frame);
    assertThat(frame.add(java.lang.foreign.MemorySegment.ofArray(new byte[20]), 0, 20)).isTrue();
    near.deliver(frame);
    assertThat(near.counters().get(TapCounter.FRAMES_OUT)).isEqualTo(2);
    assertThat(near.counters().get(TapCounter.BYTES_OUT)).isEqualTo(140);
  }

  private TapPort tap(String name) throws IOException {
    TapPort port = TapPort.open(name);
    open.add(port);
    return port;
  }

  private void start(TapPort... ports) throws IOException {
    List<Throwable> defects = new ArrayList<>();
    EventLoop loop = new EventLoop(new SpinThenWait(), (duty, defect) -> defects.add(defect));
    for (TapPort port : ports) {
      loop.add(port);
    }
    Thread thread = new Thread(loop, "taps");
    thread.start();
    open.add(() -> {
      loop.stop();
      thread.join();
      loop.close();
      assertThat(defects).isEmpty();
    });
  }

  /** Has the far side send zeros and answers what arrived, summed. */
  private String transfer() throws Exception {
    try (ServerSocket server = new ServerSocket()) {
      server.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      server.bind(new InetSocketAddress(InetAddress.getByName(NEAR_ADDRESS), 0));
      Process sender =
          new ProcessBuilder(
                  "ip",
                  "netns",
                  "exec",
                  NAMESPACE,
                  "bash",
                  "-c",
                  "head -c %d /dev/zero > /dev/tcp/%s/%d"
                      .formatted(BYTES, NEAR_ADDRESS, server.getLocalPort()))
              .redirectErrorStream(true)
              .start();
      open.add(sender::destroyForcibly);
      try (Socket socket = server.accept()) {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        return sha256(socket.getInputStream());
      }
    }
  }

  private static String sha256OfZeros() throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] zeros = new byte[BYTES / 100];
    for (int i = 0; i < 100; i++) {
      digest.update(zeros);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String sha256(InputStream in) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void inside(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", NAMESPACE));
    all.addAll(List.of(words));
    command(all.toArray(String[]::new));
  }

  private static void command(String... words) throws Exception {
    assertThat(run(words)).as(String.join(" ", words)).isZero();
  }

  private static int run(String... words) throws Exception {
    try {
      Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0 && !said.isBlank()) {
        System.getLogger(TapPortIT.class.getName()).log(System.Logger.Level.INFO, said);
      }
      return code;
    } catch (IOException e) {
      return -1;
    }
  }
}
