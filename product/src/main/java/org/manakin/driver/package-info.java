/**
 * The user-mode driver: drives an adapter through {@link org.manakin.driver.DeviceBacking} and
 * nothing else.
 */
@NullMarked
package org.manakin.driver;

import org.jspecify.annotations.NullMarked;
