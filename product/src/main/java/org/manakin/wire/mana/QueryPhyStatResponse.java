package org.manakin.wire.mana;

import org.manakin.wire.Layout;
import org.manakin.wire.U64;
import org.manakin.wire.gdma.ResponseHeader;

/**
 * Response of {@link ManaCommand#QUERY_PHY_STAT}. The fields of class 0 are named; those of class c
 * stand {@code c * CLASS_STRIDE} further on.
 */
public final class QueryPhyStatResponse {
  public static final Layout LAYOUT =
      Layout.after(ResponseHeader.LAYOUT, "MANA_QUERY_PHY_STAT response");

  /** Traffic classes. */
  public static final int CLASSES = 8;

  /** Bytes from one class's pair of counters to the next. */
  public static final int CLASS_STRIDE = 16;

  public static final U64 REPORTED_STATS = LAYOUT.u64("reported_stats");
  public static final U64 RX_PKT_DROP_PHY = LAYOUT.u64("rx_pkt_drop_phy");
  public static final U64 TX_PKT_DROP_PHY = LAYOUT.u64("tx_pkt_drop_phy");
  public static final U64 RX_PKT_TC_PHY = LAYOUT.u64("rx_pkt_tc_phy");
  public static final U64 TX_PKT_TC_PHY = LAYOUT.u64("tx_pkt_tc_phy");

  static {
    LAYOUT.reserved((CLASSES - 1) * CLASS_STRIDE);
  }

  public static final U64 RX_BYTE_TC_PHY = LAYOUT.u64("rx_byte_tc_phy");
  public static final U64 TX_BYTE_TC_PHY = LAYOUT.u64("tx_byte_tc_phy");

  static {
    LAYOUT.reserved((CLASSES - 1) * CLASS_STRIDE);
  }

  public static final U64 RX_PAUSE_TC_PHY = LAYOUT.u64("rx_pause_tc_phy");
  public static final U64 TX_PAUSE_TC_PHY = LAYOUT.u64("tx_pause_tc_phy");

  static {
    LAYOUT.reserved((CLASSES - 1) * CLASS_STRIDE);
  }

  public static final int SIZE = LAYOUT.size();

  private QueryPhyStatResponse() {}
}
