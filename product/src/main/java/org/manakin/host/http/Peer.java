package org.manakin.host.http;

/**
 * Who sent a request.
 *
 * @param process 0 if it cannot be told
 * @param user -1 if it cannot be told
 * @param address of a peer that came over TCP; otherwise empty
 */
public record Peer(int process, int user, String address) {}
