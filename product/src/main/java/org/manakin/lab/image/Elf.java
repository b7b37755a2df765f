package org.manakin.lab.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.manakin.lab.provision.LabException;

/**
 * The few things wanted from a 64-bit little-endian ELF file: the loader and libraries a program
 * names, and the section in which a kernel module describes itself.
 */
final class Elf {
  private static final int PT_LOAD = 1;
  private static final int PT_DYNAMIC = 2;
  private static final int PT_INTERP = 3;
  private static final long DT_NEEDED = 1;
  private static final long DT_STRTAB = 5;

  private final ByteBuffer file;
  private final String name;

  /**
   * @param name for messages
   */
  Elf(String name, byte[] content) throws LabException {
    this.name = name;
    this.file = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    if (!isElf(content) || content.length < 64 || content[4] != 2 || content[5] != 1) {
      throw new LabException(name + ": not a 64-bit little-endian ELF file");
    }
  }

  static boolean isElf(byte[] content) {
    return content.length >= 4
        && content[0] == 0x7f
        && content[1] == 'E'
        && content[2] == 'L'
        && content[3] == 'F';
  }

  /** The program's loader (PT_INTERP), or empty: a static program or a library. */
  String interpreter() throws LabException {
    return read(() -> {
      for (int header : programHeaders(PT_INTERP)) {
        return stringAt(file.getLong(header + 8));
      }
      return "";
    });
  }

  /** The libraries named by DT_NEEDED, in order. */
  List<String> needed() throws LabException {
    return read(() -> {
      List<String> names = new ArrayList<>();
      for (int header : programHeaders(PT_DYNAMIC)) {
        int at = Math.toIntExact(file.getLong(header + 8));
        int end = at + Math.toIntExact(file.getLong(header + 32));
        long strings = offsetOf(dynamicValue(at, end, DT_STRTAB));
        for (int entry = at; entry < end; entry += 16) {
          if (file.getLong(entry) == DT_NEEDED) {
            names.add(stringAt(strings + file.getLong(entry + 8)));
          }
        }
      }
      return names;
    });
  }

  /** The zero-terminated strings of a section; none if there is no such section. */
  List<String> sectionStrings(String section) throws LabException {
    return read(() -> {
      int table = Math.toIntExact(file.getLong(0x28));
      int size = Short.toUnsignedInt(file.getShort(0x3a));
      int count = Short.toUnsignedInt(file.getShort(0x3c));
      int namesHeader = table + size * Short.toUnsignedInt(file.getShort(0x3e));
      long names = file.getLong(namesHeader + 0x18);
      List<String> strings = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int header = table + i * size;
        if (stringAt(names + file.getInt(header)).equals(section)) {
          addStrings(file.getLong(header + 0x18), file.getLong(header + 0x20), strings);
        }
      }
      return strings;
    });
  }

  private void addStrings(long from, long length, List<String> strings) {
    long at = from;
    while (at < from + length) {
      String string = stringAt(at);
      if (!string.isEmpty()) {
        strings.add(string);
      }
      at += string.getBytes(StandardCharsets.UTF_8).length + 1;
    }
  }

  private List<Integer> programHeaders(int type) {
    List<Integer> found = new ArrayList<>();
    int table = Math.toIntExact(file.getLong(0x20));
    int size = Short.toUnsignedInt(file.getShort(0x36));
    int count = Short.toUnsignedInt(file.getShort(0x38));
    for (int i = 0; i < count; i++) {
      int header = table + i * size;
      if (file.getInt(header) == type) {
        found.add(header);
      }
    }
    return found;
  }

  private long dynamicValue(int at, int end, long tag) {
    for (int entry = at; entry < end; entry += 16) {
      if (file.getLong(entry) == tag) {
        return file.getLong(entry + 8);
      }
    }
    throw new IndexOutOfBoundsException("no dynamic entry " + tag);
  }

  /** Where in the file a virtual address is. */
  private long offsetOf(long address) {
    for (int header : programHeaders(PT_LOAD)) {
      long start = file.getLong(header + 16);
      if (address >= start && address < start + file.getLong(header + 32)) {
        return address - start + file.getLong(header + 8);
      }
    }
    throw new IndexOutOfBoundsException("address 0x" + Long.toHexString(address) + " not loaded");
  }

  private String stringAt(long offset) {
    int start = Math.toIntExact(offset);
    int end = start;
    while (file.get(end) != 0) {
      end++;
    }
    return new String(file.array(), start, end - start, StandardCharsets.UTF_8);
  }

  @FunctionalInterface
  private interface Reading<T> {
    T get();
  }

  /** Every offset in the file may be wrong; the buffer's bounds are the check. */
  private <T> T read(Reading<T> reading) throws LabException {
    try {
      return reading.get();
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new LabException(name + ": damaged ELF file", e);
    }
  }
}
