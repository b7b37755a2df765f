/**
 * Composition: adapters, their attachments and what their ports are joined to, started and stopped
 * together.
 */
@NullMarked
package org.manakin.host;

import org.jspecify.annotations.NullMarked;
