/** Layouts and codes of the Ethernet function (MANA): its messages, OOBs and completions. */
@NullMarked
package org.manakin.wire.mana;

import org.jspecify.annotations.NullMarked;
