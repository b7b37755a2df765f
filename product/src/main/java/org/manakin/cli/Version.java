package org.manakin.cli;

import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: the version in the jar's manifest, and the Java that runs it. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    return new String[] {
      "manakin " + number(),
      "Java " + Runtime.version() + ", " + System.getProperty("os.name") + " " + architecture()
    };
  }

  private static String number() {
    String version = Version.class.getPackage().getImplementationVersion();
    return version == null ? "(classes outside a jar)" : version;
  }

  private static String architecture() {
    return System.getProperty("os.arch", "");
  }
}
