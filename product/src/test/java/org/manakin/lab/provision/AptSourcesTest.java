package org.manakin.lab.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AptSourcesTest {
  private static final String KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

  @Test
  void readsOneLineEntriesWithOptionsAndComments() {
    List<AptSource> sources =
        AptSources.parseOneLine(
            """
            # the archive
            deb [arch=amd64 signed-by=/keys/a.gpg] http://mirror.example/debian bookworm main contrib # end
            deb-src http://mirror.example/debian bookworm main
            deb\thttps://other.example/debian/ bookworm-updates main
            deb [broken http://x.example y main
            deb http://x.example flat/
            """);
    assertThat(sources)
        .containsExactly(
            new AptSource(
                List.of("http://mirror.example/debian"),
                List.of("bookworm"),
                List.of("main", "contrib"),
                "/keys/a.gpg"),
            new AptSource(
                List.of("https://other.example/debian/"),
                List.of("bookworm-updates"),
                List.of("main"),
                ""));
  }

  @Test
  void readsParagraphsWithContinuedFields() {
    List<AptSource> sources =
        AptSources.parseDeb822(
            """
            Types: deb deb-src
            # a comment inside
            URIs: http://mirror.example/debian
              http://second.example/debian
            Suites: trixie trixie-updates
            Components: main
            Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

            Enabled: no
            Types: deb
            URIs: http://off.example/debian
            Suites: trixie
            Components: main

            types: deb-src
            uris: http://source.example/debian
            suites: trixie
            components: main
            """);
    assertThat(sources)
        .containsExactly(
            new AptSource(
                List.of("http://mirror.example/debian", "http://second.example/debian"),
                List.of("trixie", "trixie-updates"),
                List.of("main"),
                KEYRING));
  }

  @Test
  void anInlineKeyStaysWhole() {
    AptSource source =
        AptSources.parseDeb822(
                """
                Types: deb
                URIs: http://mirror.example/debian
                Suites: trixie
                Components: main
                Signed-By:
                 -----BEGIN PGP PUBLIC KEY BLOCK-----
                 .
                 AAAA
                 -----END PGP PUBLIC KEY BLOCK-----
                """)
            .getFirst();
    assertThat(source.paragraphFor(List.of("bookworm")))
        .isEqualTo(
            """
            Types: deb
            URIs: http://mirror.example/debian
            Suites: bookworm
            Components: main
            Signed-By:\s
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             AAAA
             -----END PGP PUBLIC KEY BLOCK-----
            """);
  }

  @Test
  void choosesDebianAmongThirdPartiesThatUseItsSuiteNames(@TempDir Path etc) throws IOException {
    Path parts = Files.createDirectories(etc.resolve("sources.list.d"));
    Files.writeString(
        parts.resolve("a.list"),
        "deb [signed-by=/keys/vendor.gpg] http://vendor.example/apt bookworm main\n");
    Files.writeString(
        parts.resolve("security.sources"),
        """
        Types: deb
        URIs: http://mirror.example/debian-security
        Suites: bookworm-security
        Components: main
        Signed-By: %s
        """
            .formatted(KEYRING));
    Files.writeString(
        parts.resolve("z.sources"),
        """
        Types: deb
        URIs: mirror+file:///etc/apt/mirrors/debian.list
        Suites: bookworm bookworm-updates
        Components: main
        Signed-By: %s
        """
            .formatted(KEYRING));
    Files.writeString(parts.resolve("old.sources.disabled"), "Types: deb\n");
    assertThat(AptSources.debian(etc).uris())
        .containsExactly("mirror+file:///etc/apt/mirrors/debian.list");
  }

  @Test
  void anotherDistributionGetsTheRemedy(@TempDir Path etc) throws IOException {
    Files.writeString(etc.resolve("sources.list"), "deb http://mirror.example/ubuntu noble main\n");
    assertThatThrownBy(() -> AptSources.debian(etc))
        .isInstanceOf(LabException.class)
        .hasMessageContaining(etc.toString())
        .hasMessageContaining("add Debian's archive");
  }

  @Test
  void onlyReachabilityIsTakenFromTheMachinesConfiguration() {
    assertThat(AptArchive.isReachability("Acquire::http::Proxy \"http://proxy.example:3128\";"))
        .isTrue();
    assertThat(AptArchive.isReachability("Acquire::Check-Valid-Until \"false\";")).isTrue();
    assertThat(AptArchive.isReachability("Acquire::http \"\";")).isFalse();
    assertThat(AptArchive.isReachability("Acquire::AllowInsecureRepositories \"1\";")).isFalse();
    assertThat(AptArchive.isReachability("DPkg::Post-Invoke:: \"rm x\";")).isFalse();
    assertThat(AptArchive.isReachability("Dir::Cache::pkgcache \"x\";")).isFalse();
  }

  @Test
  void packageRecordsGiveTheFirstOfAlternatives() throws LabException {
    PackageRecord found =
        PackageRecord.parse(
            """
            Package: linux-image-cloud-amd64
            Version: 7.3.4-1~bpo13+1
            Depends: dracut | initramfs-tools (>= 0.120), linux-image-7.3.4+deb13-cloud-amd64 (= 7), kmod:any

            Package: other
            Version: 1
            """);
    assertThat(found)
        .isEqualTo(
            new PackageRecord(
                "linux-image-cloud-amd64",
                "7.3.4-1~bpo13+1",
                List.of("dracut", "linux-image-7.3.4+deb13-cloud-amd64", "kmod")));
    assertThatThrownBy(() -> PackageRecord.parse("nonsense"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("nonsense");
  }
}
