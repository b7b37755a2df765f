package org.manakin.host.file;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.manakin.host.HostPlan;
import org.manakin.host.document.DocumentException;
import org.manakin.host.document.DocumentSchema;
import org.manakin.host.document.PolicyReader;
import org.manakin.host.document.Problems;
import org.manakin.host.document.Section;
import org.manakin.host.document.YamlDocument;

/** Reads host files. */
public final class HostFile {
  private static final long LARGEST = 4L << 20;
  private static final String NAME = "[A-Za-z][A-Za-z0-9._-]{0,31}";

  private HostFile() {}

  /**
   * Reads {@code file}.
   *
   * @param environment of the process, for the folder of the sockets
   * @throws DocumentException with everything that is wrong in it
   * @throws IOException if it cannot be read
   */
  public static HostPlan read(Path file, Map<String, String> environment) throws IOException {
    if (Files.size(file) > LARGEST) {
      throw new IOException(file + " is larger than a host file can be, 4 MiB");
    }
    String text;
    try {
      text = Files.readString(file);
    } catch (CharacterCodingException e) {
      throw new IOException(file + " is no text in UTF-8", e);
    }
    return parse(text, file, environment);
  }

  /**
   * Reads a host file's text.
   *
   * @param file that it came from: for messages, names and relative paths
   */
  static HostPlan parse(String text, Path file, Map<String, String> environment)
      throws DocumentException {
    YamlDocument document = YamlDocument.parse(text);
    if (!document.problems().isEmpty()) {
      throw new DocumentException(file, document.problems());
    }
    Problems problems = new Problems(document);
    new DocumentSchema("").check(document, problems);
    HostPlan plan = plan(new Section(document, problems), file, environment);
    if (!problems.list().isEmpty()) {
      throw new DocumentException(file, problems.list());
    }
    return plan;
  }

  private static HostPlan plan(Section root, Path file, Map<String, String> environment) {
    String name = root.text("name").orElseGet(() -> nameOf(file));
    if (!name.matches(NAME)) {
      root.wrong("name", "expected 'name:', because the file's own name is not one for a host");
    }
    Path folder =
        root.parsed("folder", text -> Places.resolve(file, text))
            .orElseGet(() -> HostFolder.root(environment).resolve(name));
    Places places = new Places(file, folder);
    Path control = places.socket(root, "control", HostFolder.CONTROL, "the control API");
    NetworkReader networks = new NetworkReader();
    PolicyReader policies = new PolicyReader();
    var networkPlans = networks.read(root);
    var policyPlans = policies.read(root);
    VmReader vms = new VmReader(name, places, networks.names(), policies.names());
    vms.read(root);
    Optional<InetSocketAddress> events = root.parsed("events", Addresses::endpoint);
    return new HostPlan(
        name,
        networkPlans,
        policyPlans,
        vms.vms(),
        vms.nics(),
        new UplinkReader(networks.names()).read(root),
        control,
        events,
        root.parsed("audit", places::resolve));
  }

  private static String nameOf(Path file) {
    @Nullable Path name = file.getFileName();
    return name == null ? "" : name.toString().replaceFirst("\\.[^.]*$", "");
  }
}
