package org.manakin.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds every layout of the packages below this one against two tables in the test resources. */
class LayoutTableTest {
  private static final String PACKAGE = "org.manakin.wire";
  private static final Pattern TOTAL = Pattern.compile("SIZE(_[A-Z0-9]+)?");

  /**
   * {@code layouts.tsv} tells an intended change of an offset from a slip. When it is intended,
   * read the difference, then take over the file that this test leaves in the folder target.
   */
  @Test
  void everyFieldStandsWhereTheTableSays() throws Exception {
    List<String> rows = new ArrayList<>();
    rows.add("# layout\tfield\toffset\tsize\tshift\twidth");
    layouts()
        .forEach((name, layout) -> {
          layout.fields().forEach(f -> rows.add(row(name, f.name(), f.offset(), f.size(), "-\t-")));
          layout
              .bits()
              .forEach(b -> {
                int size = word(layout, b).size();
                String bits = b.shift() + "\t" + b.width();
                rows.add(row(name, b.name(), b.offset(), size, bits));
              });
        });
    Path found = Path.of("target", "layouts.tsv");
    Files.write(found, rows);

    assertThat(rows)
        .as("layouts against wire/layouts.tsv; as found: %s", found.toAbsolutePath())
        .isEqualTo(lines("/wire/layouts.tsv"));
  }

  /**
   * {@code sizes.tsv} is typed from the totals in the specification's tables, never generated; a
   * total that is not in it is an error too.
   */
  @Test
  void everyTotalIsTheSpecifications() throws Exception {
    Map<String, Integer> expected = new TreeMap<>();
    for (String line : lines("/wire/sizes.tsv")) {
      if (!line.startsWith("#")) {
        String[] columns = line.split("\t");
        expected.put(columns[0], Integer.parseInt(columns[1]));
      }
    }
    Map<String, Integer> found = new TreeMap<>();
    for (JavaClass type : classes()) {
      for (JavaField field : type.getFields()) {
        if (TOTAL.matcher(field.getName()).matches()
            && field.getModifiers().contains(JavaModifier.STATIC)) {
          found.put(simple(type) + "." + field.getName(), (int) value(field));
        }
      }
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void fieldsDoNotOverlapAndBitsStayInTheirWord() throws Exception {
    layouts()
        .forEach((name, layout) -> {
          int end = 0;
          for (Field field : layout.fields()) {
            assertThat(field.offset()).as(name + " " + field.name()).isGreaterThanOrEqualTo(end);
            end = field.offset() + field.size();
          }
          for (Bits bits : layout.bits()) {
            assertThat(bits.shift() + bits.width())
                .as(name + " " + bits.name())
                .isLessThanOrEqualTo(8 * word(layout, bits).size());
          }
        });
  }

  /** By class, and by constant where a class declares several. */
  private static Map<String, Layout> layouts() throws ReflectiveOperationException {
    Map<String, Layout> layouts = new TreeMap<>();
    for (JavaClass type : classes()) {
      for (JavaField field : type.getFields()) {
        if (field.getRawType().isEquivalentTo(Layout.class)
            && field.getModifiers().contains(JavaModifier.STATIC)) {
          String name = simple(type);
          if (!field.getName().equals("LAYOUT") && !field.getName().equals("L")) {
            name += "." + field.getName();
          }
          layouts.put(name, (Layout) value(field));
        }
      }
    }
    assertThat(layouts).isNotEmpty();
    return layouts;
  }

  private static Iterable<JavaClass> classes() {
    return new ClassFileImporter()
        .withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages(PACKAGE);
  }

  private static Object value(JavaField field) throws ReflectiveOperationException {
    var reflected = field.reflect();
    reflected.setAccessible(true);
    return Objects.requireNonNull(reflected.get(null));
  }

  private static String simple(JavaClass type) {
    return type.getName().substring(PACKAGE.length() + 1);
  }

  private static Field word(Layout layout, Bits bits) {
    return layout.fields().stream()
        .filter(f -> f.offset() == bits.offset())
        .findFirst()
        .orElseThrow(() -> new AssertionError(bits.name() + " lies in no field"));
  }

  private static String row(String layout, String field, int offset, int size, String bits) {
    return String.join("\t", layout, field, Integer.toString(offset), Integer.toString(size), bits);
  }

  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = LayoutTableTest.class.getResourceAsStream(resource)) {
      byte[] bytes = Objects.requireNonNull(in, resource).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    }
  }
}
