package org.manakin.measure;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.manakin.adapter.AdapterConfig;
import org.manakin.adapter.ethernet.EthernetConfig;
import org.manakin.driver.DeviceBacking.DmaBuffer;
import org.manakin.driver.DriverConfig;
import org.manakin.driver.GfStatistics;
import org.manakin.driver.ManaDevice;
import org.manakin.driver.QueuePair;
import org.manakin.driver.RxHandler;
import org.manakin.driver.RxPacket;
import org.manakin.driver.SendQueue;
import org.manakin.driver.TxHandler;
import org.manakin.driver.TxPacket;
import org.manakin.driver.Vport;
import org.manakin.driver.VportConfig;
import org.manakin.host.InProcessBacking;
import org.manakin.observe.Clock;
import org.manakin.packet.MacAddress;
import org.manakin.wire.mana.GfStat;

/**
 * An adapter with the user-mode driver on it, which sends one frame again and again and checks the
 * content of all it receives. One thread has both ends.
 */
final class EmbeddedEnd implements AutoCloseable {
  private static final long MEMORY = 16 << 20;
  private static final int BUFFERS = 256;
  private static final int BUFFER_BYTES = 9216;
  private static final int HEADER_ROOM = 128;
  private static final int PAYLOAD_ROOM = 64 << 10;
  private static final int MEGABITS_PER_GIGABIT = 1000;
  private static final ValueLayout.OfInt NETWORK_INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  /** What every payload is cut from. */
  private static final MemorySegment PATTERN = pattern();

  private final int number;
  private final MacAddress mac;
  private final InProcessBacking backing;
  private final ManaDevice device;
  private final Vport vport;
  private final DmaBuffer receiveMemory;
  private final DmaBuffer sendMemory;
  private final TxPacket packet = new TxPacket();
  private final RxHandler onReceived = this::received;
  private final TxHandler onSent = this::sent;
  private final Map<Figure, Double> figures = new EnumMap<>(Figure.class);
  private TestFrame expected = new TestFrame(Family.IPV4, false, 0);
  private boolean echoing;
  private long frames;
  private long payloadBytes;
  private long wrongContent;
  private long sendErrors;

  EmbeddedEnd(int number, MacAddress mac) {
    this.number = number;
    this.mac = mac;
    backing =
        new InProcessBacking(
            new AdapterConfig("vf" + number, EthernetConfig.of(mac)), Clock.SYSTEM, MEMORY);
    device = ManaDevice.open(backing, Clock.SYSTEM, DriverConfig.full());
    vport = device.vport(0);
    vport.open(VportConfig.pairs(1));
    receiveMemory = device.allocate((long) BUFFERS * BUFFER_BYTES);
    sendMemory = device.allocate(HEADER_ROOM + PAYLOAD_ROOM);
    MemorySegment.copy(PATTERN, 0, sendMemory.segment(), HEADER_ROOM, PAYLOAD_ROOM);
    for (int i = 0; i < BUFFERS; i++) {
      post((long) i * BUFFER_BYTES);
    }
    pair().receive().ring();
    vport.steer(vport.spread(), onReceived);
  }

  private static MemorySegment pattern() {
    byte[] bytes = new byte[PAYLOAD_ROOM];
    new Random(1).nextBytes(bytes);
    return MemorySegment.ofArray(bytes);
  }

  private QueuePair pair() {
    return vport.pair(0);
  }

  void join(EmbeddedEnd other) {
    backing.adapter().port(0).connect(other.backing.adapter().port(0));
    other.backing.adapter().port(0).connect(backing.adapter().port(0));
  }

  String name() {
    return "driver " + number;
  }

  Map<Figure, Double> figures() {
    return figures;
  }

  /**
   * Prepares what {@link #post()} sends from now on.
   *
   * @param segment bytes of payload of a segment, if the adapter is to cut; otherwise 0
   */
  void prepare(TestFrame frame, EmbeddedEnd to, int segment) {
    int headers = frame.headerBytes();
    long at = (long) HEADER_ROOM - headers;
    MemorySegment memory = sendMemory.segment().asSlice(at, headers);
    frame.writeHeaders(memory, mac, to.mac, number, segment > 0);
    packet.clear().add(sendMemory.address() + at, headers);
    packet.add(sendMemory.address() + HEADER_ROOM, frame.payload());
    if (frame.family() == Family.IPV4) {
      packet.ipv4().ipChecksum();
    } else {
      packet.ipv6();
    }
    if (frame.tcp()) {
      packet.tcpChecksum(frame.transportAt());
    } else {
      packet.udpChecksum();
    }
    if (segment > 0) {
      packet.segment(segment);
    }
  }

  /** From now on frames like this are expected, and answered if {@code echo}. */
  void expect(TestFrame frame, boolean echo) {
    expected = frame;
    echoing = echo;
    frames = 0;
    payloadBytes = 0;
  }

  /** Sends one frame; false if the queue is full. */
  boolean post() {
    if (!pair().send().post(packet, 0)) {
      return false;
    }
    pair().send().ring();
    return true;
  }

  int outstanding() {
    return pair().send().outstanding();
  }

  /** Lets adapter and driver do what there is to do; how much it was. */
  int work() {
    int done = backing.adapter().work() + device.work();
    done += pair().send().poll(onSent, BUFFERS);
    int received = pair().receive().poll(onReceived, BUFFERS);
    pair().receive().ring();
    if (received == 0) {
      pair().receive().arm();
    }
    return done + received;
  }

  private void received(RxPacket p) {
    frames++;
    payloadBytes += p.length() - expected.headerBytes();
    if (!p.ipChecksumGood() || !p.transportChecksumGood() || !isIntact(p)) {
      wrongContent++;
    }
    post(p.cookie());
    if (echoing) {
      boolean ignored = post();
    }
  }

  private boolean isIntact(RxPacket p) {
    MemorySegment memory = receiveMemory.segment();
    int headers = expected.headerBytes();
    int payload = p.length() - headers;
    long at = p.cookie();
    long from = expected.tcp() ? memory.get(NETWORK_INT, at + expected.sequenceAt()) : 0;
    if (payload <= 0 || from < 0 || from + payload > PAYLOAD_ROOM) {
      return false;
    }
    return MemorySegment.mismatch(
            memory, at + headers, at + headers + payload, PATTERN, from, from + payload)
        < 0;
  }

  private void post(long at) {
    if (!pair().receive().post(receiveMemory.address() + at, BUFFER_BYTES, at)) {
      throw new IllegalStateException("no room for a buffer that was there before");
    }
  }

  private void sent(long cookie, int type) {
    if (type != SendQueue.OKAY) {
      sendErrors++;
    }
  }

  long frames() {
    return frames;
  }

  long payloadBytes() {
    return payloadBytes;
  }

  /** Reads the counters at the end; what is wrong, a line for each. */
  List<String> finish() {
    GfStatistics statistics = device.statistics();
    long refused = 0;
    for (int stat = GfStat.TX_ERR_GF_DISABLED; stat <= GfStat.TX_ERR_INVAL_OOB; stat++) {
      refused += statistics.get(stat);
    }
    refused += statistics.get(GfStat.TX_ERR_GDMA);
    List<String> wrong = new ArrayList<>();
    complain(wrong, wrongContent, "frames arrived with other content or a bad checksum");
    complain(wrong, sendErrors, "completions of sends tell of an error");
    complain(wrong, refused, "frames were refused by the adapter");
    long interrupts = 0;
    for (int i = 0; i < backing.vectors(); i++) {
      interrupts += backing.raised(i);
    }
    figures.put(Figure.PACKETS_SENT, (double) statistics.txPackets());
    figures.put(Figure.PACKETS_RECEIVED, (double) statistics.rxPackets());
    figures.put(Figure.DROPS, (double) statistics.get(GfStat.RX_DISCARDS_NOWQE));
    figures.put(Figure.ERRORS, (double) (wrongContent + sendErrors + refused));
    figures.put(Figure.INTERRUPTS, (double) interrupts);
    return wrong;
  }

  private void complain(List<String> wrong, long number, String what) {
    if (number > 0) {
      wrong.add(name() + ": " + number + " " + what);
    }
  }

  EndReport report(int mtu) {
    String version = EmbeddedEnd.class.getPackage().getImplementationVersion();
    return new EndReport(
        name(),
        "none, Java " + Runtime.version().feature(),
        "manakin",
        version == null ? "" : version,
        vport.info().macText(),
        "up, " + vport.link().currentMbps() / MEGABITS_PER_GIGABIT + " Gb/s",
        mtu,
        figures);
  }

  @Override
  public void close() {
    device.close();
    device.free(sendMemory);
    device.free(receiveMemory);
  }
}
