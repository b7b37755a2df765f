package org.manakin.vswitch.policy;

import java.net.InetAddress;

/**
 * One direction of a flow, as a flow table remembers it. What it counts begins anew when the table
 * forgets the flow.
 *
 * @param ingress by which its packets come
 * @param sender the endpoint's name; empty: it comes by an uplink, or is a copy of a flooded frame
 * @param receiver the endpoint's name; empty: it goes to an uplink, or is flooded
 * @param protocol the IP protocol's number
 * @param sourcePort 0 without ports; an ICMP echo's identifier
 * @param state the connection's, in lower case; {@code untracked} if there is none
 * @param outRule the sender's rule that decided, or that let the connection begin; empty if the
 *     sender has no say, was not asked, or has other rules since
 * @param inRule the receiver's
 */
public record FlowRecord(
    String ingress,
    String sender,
    String receiver,
    int protocol,
    InetAddress source,
    int sourcePort,
    InetAddress destination,
    int destinationPort,
    String state,
    Action verdict,
    String outRule,
    String inRule,
    long packets,
    long bytes,
    long ageNanos,
    long idleNanos) {}
