/** The host file: YAML, its schema, and how it becomes a {@link org.manakin.host.HostPlan}. */
@NullMarked
package org.manakin.host.file;

import org.jspecify.annotations.NullMarked;
