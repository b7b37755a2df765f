/**
 * Notice of what is going to happen to a machine, in the shape of Azure's Scheduled Events: JSON
 * over HTTP, with a time before which nothing happens and an acknowledgement that brings it
 * forward.
 */
@NullMarked
package org.manakin.host.events;

import org.jspecify.annotations.NullMarked;
