package org.manakin.lab.provision;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * One entry of the machine's apt sources.
 *
 * @param uris where the archive is; several are mirrors or archives of the same layout
 * @param suites suites as written, such as {@code bookworm} and {@code bookworm-updates}
 * @param components such as {@code main}
 * @param signedBy the value of Signed-By, a path, a fingerprint or a whole armoured key; empty if
 *     the entry names none
 */
record AptSource(List<String> uris, List<String> suites, List<String> components, String signedBy) {
  private static final Set<String> DEBIAN_SUITES =
      Set.of(
          "buster",
          "bullseye",
          "bookworm",
          "trixie",
          "forky",
          "duke",
          "sid",
          "oldoldstable",
          "oldstable",
          "stable",
          "testing",
          "unstable");

  AptSource {
    uris = List.copyOf(uris);
    suites = List.copyOf(suites);
    components = List.copyOf(components);
  }

  /**
   * How likely this is Debian's own main archive; 0 if it is not. Third parties use Debian's suite
   * names too, so its keyring and the customary last path element count for more.
   */
  int debianLikelihood() {
    boolean candidate =
        components.contains("main")
            && suites.stream().anyMatch(DEBIAN_SUITES::contains)
            && uris.stream().noneMatch(uri -> uri.startsWith("cdrom:"));
    if (!candidate) {
      return 0;
    }
    int likelihood = 1;
    if (signedBy.contains("debian-archive")) {
      likelihood += 4;
    }
    if (uris.stream().anyMatch(AptSource::isNamedDebian)) {
      likelihood += 2;
    }
    if (suites.stream().anyMatch(suite -> suite.endsWith("-updates"))) {
      likelihood += 1;
    }
    return likelihood;
  }

  private static boolean isNamedDebian(String uri) {
    String trimmed = uri.endsWith("/") ? uri.substring(0, uri.length() - 1) : uri;
    String last = trimmed.substring(trimmed.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return last.equals("debian") || last.equals("debian.list");
  }

  /** The same archive and keyring with other suites, as a deb822 paragraph. */
  String paragraphFor(List<String> otherSuites) {
    StringBuilder text = new StringBuilder(128);
    text.append("Types: deb\nURIs: ").append(String.join(" ", uris));
    text.append("\nSuites: ").append(String.join(" ", otherSuites));
    text.append("\nComponents: main\n");
    if (!signedBy.isEmpty()) {
      text.append("Signed-By: ").append(signedBy).append('\n');
    }
    return text.toString();
  }
}
