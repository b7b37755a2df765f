package org.manakin.lab.image;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.manakin.lab.provision.LabException;

/** The header of a bootable x86 kernel image (the boot protocol's setup header). */
public final class KernelImage {
  private static final int MAGIC_AT = 0x202;
  private static final int MAGIC = 0x53726448; // "HdrS"
  private static final int VERSION_POINTER_AT = 0x20e;
  private static final int SETUP = 0x8000;

  private KernelImage() {}

  /** The release a bzImage was built as: what {@code uname -r} says, such as 6.12.107-1-amd64. */
  public static String release(Path image) throws IOException {
    ByteBuffer setup = ByteBuffer.allocate(SETUP).order(ByteOrder.LITTLE_ENDIAN);
    try (SeekableByteChannel channel = Files.newByteChannel(image)) {
      while (setup.hasRemaining() && channel.read(setup) >= 0) {
        // the beginning is enough
      }
    }
    setup.flip();
    if (setup.limit() < VERSION_POINTER_AT + 2 || setup.getInt(MAGIC_AT) != MAGIC) {
      throw new LabException(
          image + " is no bootable x86 kernel: give arch/x86/boot/bzImage, not vmlinux");
    }
    int at = Short.toUnsignedInt(setup.getShort(VERSION_POINTER_AT)) + 0x200;
    int end = at;
    while (end < setup.limit() && setup.get(end) != ' ' && setup.get(end) != 0) {
      end++;
    }
    if (at == 0x200 || end >= setup.limit()) {
      throw new LabException(image + " names no kernel release in its header");
    }
    return new String(setup.array(), at, end - at, StandardCharsets.US_ASCII);
  }
}
