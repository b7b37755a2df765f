/** HTTP/1.1 over UNIX sockets and TCP: a small server and a small client. */
@NullMarked
package org.manakin.host.http;

import org.jspecify.annotations.NullMarked;
