/** Benchmarks of the data path, by JMH. */
@NullMarked
package org.manakin.bench;

import org.jspecify.annotations.NullMarked;
