package org.manakin.host.control;

import java.util.OptionalInt;
import org.manakin.vswitch.policy.Action;

/**
 * A flow that the switch remembers a decision for.
 *
 * @param ingress where its frames come in: a NIC or an uplink
 * @param source IP address
 * @param sourcePort nothing where the protocol has no ports
 * @param protocol IP protocol number
 * @param packets that the entry has decided about
 * @param idleMillis since the last one
 */
public record FlowEntry(
    String ingress,
    int protocol,
    String source,
    OptionalInt sourcePort,
    String destination,
    OptionalInt destinationPort,
    Action action,
    long packets,
    long idleMillis) {}
