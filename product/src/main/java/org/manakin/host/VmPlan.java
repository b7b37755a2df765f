package org.manakin.host;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A virtual machine that the user starts.
 *
 * @param name unique in the host
 * @param qmp the socket of its monitor, which revoking and restoring need
 */
public record VmPlan(String name, Optional<Path> qmp) {}
