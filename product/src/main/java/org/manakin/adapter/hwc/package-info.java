/**
 * The hardware channel: requests and responses between driver and device, and one class for each
 * GDMA command.
 */
@NullMarked
package org.manakin.adapter.hwc;

import org.jspecify.annotations.NullMarked;
