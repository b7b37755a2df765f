package org.manakin.attach.vfiouser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import org.manakin.attach.vfiouser.Message.Version;
import org.manakin.linux.Errno;

/** The first exchange: protocol version 0.0, and what each side takes. */
final class Negotiation {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Negotiation() {}

  static int answer(Request request, MemorySegment out, long to) {
    MemorySegment m = request.memory();
    long at = request.at();
    if (request.size() < Version.SIZE || Version.MAJOR.get(m, at) != 0) {
      return -Errno.EINVAL;
    }
    int textBytes = request.size() - Version.SIZE;
    String text = "";
    if (textBytes > 0) {
      byte[] raw = m.asSlice(at + Version.SIZE, textBytes).toArray(ValueLayout.JAVA_BYTE);
      if (raw[textBytes - 1] != 0) {
        return -Errno.EINVAL;
      }
      text = new String(raw, 0, textBytes - 1, StandardCharsets.UTF_8);
    }
    byte[] capabilities;
    try {
      capabilities = ours(text);
    } catch (JsonProcessingException e) {
      return -Errno.EINVAL;
    }
    Version.MAJOR.set(out, to, 0);
    Version.MINOR.set(out, to, 0);
    // The client's buffer for the reply is as long as its own message.
    if (capabilities.length + 1 > textBytes) {
      return Version.SIZE;
    }
    long into = to + Version.SIZE;
    MemorySegment.copy(capabilities, 0, out, ValueLayout.JAVA_BYTE, into, capabilities.length);
    out.set(ValueLayout.JAVA_BYTE, into + capabilities.length, (byte) 0);
    return Version.SIZE + capabilities.length + 1;
  }

  private static byte[] ours(String theirs) throws JsonProcessingException {
    JsonNode offered = JSON.readTree(theirs).path("capabilities");
    ObjectNode root = JSON.createObjectNode();
    ObjectNode capabilities = root.putObject("capabilities");
    capabilities.put("max_msg_fds", Message.MAX_FDS);
    capabilities.put("max_data_xfer_size", Message.MAX_DATA);
    capabilities.put(
        "max_dma_maps",
        Math.min(Message.MAX_DMA_MAPS, offered.path("max_dma_maps").asInt(Message.MAX_DMA_MAPS)));
    capabilities.put("pgsizes", Message.PAGE);
    if (offered.path("write_multiple").asBoolean()) {
      capabilities.put("write_multiple", true);
    }
    return JSON.writeValueAsBytes(root);
  }
}
