/**
 * Guests for demonstrations and tests: {@link org.manakin.lab.Lab} provides what they are made of
 * and boots them, {@link org.manakin.lab.Guest} runs commands in them.
 */
@NullMarked
package org.manakin.lab;

import org.jspecify.annotations.NullMarked;
