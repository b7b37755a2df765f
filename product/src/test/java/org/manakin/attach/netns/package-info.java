/** Network namespaces for tests that want the machine's own network stack on the other side. */
@NullMarked
package org.manakin.attach.netns;

import org.jspecify.annotations.NullMarked;
