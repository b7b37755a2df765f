/** The command line: parses, calls what is below, prints. */
@NullMarked
package org.manakin.cli;

import org.jspecify.annotations.NullMarked;
