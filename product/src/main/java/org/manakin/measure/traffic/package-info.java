/**
 * Checked traffic between two guests: streams whose every byte is compared, datagrams with sequence
 * numbers, and a question and answer every millisecond. What arrived when is read from the guests
 * afterwards, put on the host's clock, and judged here.
 */
@NullMarked
package org.manakin.measure.traffic;

import org.jspecify.annotations.NullMarked;
