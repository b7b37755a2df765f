/**
 * The control API: what can be asked of a running host and done to it, over HTTP on a UNIX socket
 * that only its owner may use.
 */
@NullMarked
package org.manakin.host.control;

import org.jspecify.annotations.NullMarked;
