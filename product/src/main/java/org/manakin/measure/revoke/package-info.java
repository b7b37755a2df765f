/**
 * What a guest notices when its VF is taken away and given back: two guests, traffic between them,
 * and what became of it, transition by transition.
 */
@NullMarked
package org.manakin.measure.revoke;

import org.jspecify.annotations.NullMarked;
