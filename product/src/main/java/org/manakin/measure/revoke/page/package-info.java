/** The report on a revoked VF as one HTML file with pictures in it, readable without a network. */
@NullMarked
package org.manakin.measure.revoke.page;

import org.jspecify.annotations.NullMarked;
