/** Measurements between two ends: what is run, what came out of it, as figures and a report. */
@NullMarked
package org.manakin.measure;

import org.jspecify.annotations.NullMarked;
