package org.manakin.lab.provision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PackageCacheTest {
  @Test
  void rootFollowsTheEnvironment() {
    assertThat(
            PackageCache.defaultRoot(Map.of("MANAKIN_CACHE", "/big/cache", "XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/big/cache"));
    assertThat(PackageCache.defaultRoot(Map.of("MANAKIN_CACHE", "", "XDG_CACHE_HOME", "/x")))
        .isEqualTo(Path.of("/x/manakin"));
    assertThat(PackageCache.defaultRoot(Map.of()))
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache/manakin"));
  }

  @Test
  void aCompleteTreeIsUsedAsItIsAndAnIncompleteOneIsNot(@TempDir Path root) throws IOException {
    Path tree = Files.createDirectories(root.resolve("trees").resolve(Recipe.qemu().name()));
    PackageCache cache = new PackageCache(root, root.resolve("no-apt"), Progress.SILENT);
    assertThatThrownBy(() -> cache.tree(Recipe.qemu()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("no Debian archive");
    new PackageTree(tree, new TreeMap<>(Map.of("qemu-system-x86", "1:11.1.3"))).writeStamp();
    assertThat(cache.tree(Recipe.qemu()).version("qemu-system-x86")).isEqualTo("1:11.1.3");
    assertThat(cache.tree(Recipe.qemu()).version("other")).isEqualTo("unknown");
  }

  @Test
  void onlyOneThreadAtATimeWorksUnderTheLock(@TempDir Path root) {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CompletableFuture<?>[] workers = new CompletableFuture<?>[4];
    for (int i = 0; i < workers.length; i++) {
      PackageCache cache = new PackageCache(root, Progress.SILENT);
      workers[i] =
          CompletableFuture.runAsync(() -> {
            try {
              cache.locked(() -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                return inside.decrementAndGet();
              });
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }
    CompletableFuture.allOf(workers).join();
    assertThat(most).hasValue(1);
  }

  @Test
  void anUnwritableCacheNamesTheRemedy(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    PackageCache cache = new PackageCache(file.resolve("cache"), Progress.SILENT);
    assertThatThrownBy(() -> cache.tree(Recipe.qemu()))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("MANAKIN_CACHE");
  }

  @Test
  void anUnknownKernelNamesTheKnownOnes() {
    assertThatThrownBy(() -> Recipe.kernel("5.10"))
        .isInstanceOf(LabException.class)
        .hasMessageContaining("6.1, 6.12 and 7.3");
  }
}
