/**
 * Binary layouts and codes of the adapter. Layouts only: every offset is counted from a
 * declaration, and nothing here acts.
 */
@NullMarked
package org.manakin.wire;

import org.jspecify.annotations.NullMarked;
