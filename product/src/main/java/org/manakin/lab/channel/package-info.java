/** The two lines into a running guest: the command channel and the kernel's console. */
@NullMarked
package org.manakin.lab.channel;

import org.jspecify.annotations.NullMarked;
