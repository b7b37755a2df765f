/** What holds for all packages together. */
@NullMarked
package org.manakin;

import org.jspecify.annotations.NullMarked;
