package org.manakin.wire.mana;

/** Command codes of the Ethernet function, 0x2xxxx (Ethernet specification, command catalogue). */
public final class ManaCommand {
  public static final int QUERY_DEV_CONFIG = 0x20001;
  public static final int QUERY_GF_STAT = 0x20002;
  public static final int CONFIG_VPORT_TX = 0x20003;
  public static final int CREATE_WQ_OBJ = 0x20004;
  public static final int DESTROY_WQ_OBJ = 0x20005;
  public static final int FENCE_RQ = 0x20006;
  public static final int CONFIG_VPORT_RX = 0x20007;
  public static final int QUERY_VPORT_CONFIG = 0x20008;
  public static final int QUERY_LINK_CONFIG = 0x2000a;
  public static final int SET_BW_CLAMP = 0x2000b;
  public static final int QUERY_PHY_STAT = 0x2000c;
  public static final int VTL2_ASSIGN_SERIAL_NUMBER = 0x27801;
  public static final int VTL2_MOVE_FILTER = 0x27802;
  public static final int VTL2_QUERY_FILTER_STATE = 0x27803;

  /** Physical Function only. */
  public static final int REGISTER_FILTER = 0x28000;

  /** Physical Function only. */
  public static final int DEREGISTER_FILTER = 0x28001;

  /** Physical Function only. */
  public static final int REGISTER_HW_PORT = 0x28003;

  /** Physical Function only. */
  public static final int DEREGISTER_HW_PORT = 0x28004;

  private ManaCommand() {}
}
