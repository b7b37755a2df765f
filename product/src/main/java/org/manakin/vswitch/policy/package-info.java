/**
 * Policy as a cloud's virtual switch applies it: stateful security rules for each endpoint, an
 * egress meter, and the exact-match flow tables that remember what the layers decided.
 */
@NullMarked
package org.manakin.vswitch.policy;

import org.jspecify.annotations.NullMarked;
