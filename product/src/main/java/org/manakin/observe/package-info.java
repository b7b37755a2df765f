/** What happens, made visible: counters, distinct errors, an event ring and the inspection tree. */
@NullMarked
package org.manakin.observe;

import org.jspecify.annotations.NullMarked;
