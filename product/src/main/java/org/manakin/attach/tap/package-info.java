/** A port that is a TAP interface of this machine. */
@NullMarked
package org.manakin.attach.tap;

import org.jspecify.annotations.NullMarked;
