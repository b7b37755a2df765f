package org.manakin.driver;

/**
 * What CREATE_WQ_OBJ answers.
 *
 * @param wqId id of the SQ or RQ
 * @param cqId id of its CQ
 * @param handle names the pair in commands and steering tables
 */
record WqObject(int wqId, int cqId, long handle) {}
