package org.manakin.host;

import java.nio.file.Path;
import org.manakin.adapter.ethernet.EthernetConfig;

/**
 * An adapter that a host is to offer.
 *
 * @param name unique in the host
 * @param socket where QEMU finds it
 */
public record AdapterSpec(String name, Path socket, EthernetConfig ethernet, Uplink uplink) {}
