/**
 * Ethernet frames as views over memory: headers, checksums, segmentation, hashing, and the port a
 * frame is handed to.
 */
@NullMarked
package org.manakin.packet;

import org.jspecify.annotations.NullMarked;
