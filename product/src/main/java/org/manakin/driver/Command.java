package org.manakin.driver;

import java.lang.foreign.MemorySegment;
import org.manakin.wire.gdma.RequestHeader;
import org.manakin.wire.gdma.ResponseHeader;
import org.manakin.wire.gdma.Status;

/**
 * One management command on its way: the request message, to be filled through {@link #message},
 * then {@link #send}.
 */
final class Command {
  private final String name;
  private final int code;
  private final int responseBytes;
  private final DeviceId target;
  private final MemorySegment message;
  private int activity;

  /** A version 1 command of {@code bytes} bytes, header included, with an empty body. */
  Command(String name, int code, int bytes, int responseBytes, DeviceId target) {
    this.name = name;
    this.code = code;
    this.responseBytes = responseBytes;
    this.target = target;
    this.message = MemorySegment.ofArray(new byte[bytes]);
    RequestHeader.MSG_TYPE.set(message, 0, code);
    RequestHeader.MSG_VERSION.set(message, 0, 1);
    RequestHeader.MSG_SIZE.set(message, 0, bytes);
    RequestHeader.RESP_MSG_TYPE.set(message, 0, code);
    RequestHeader.RESP_MSG_VERSION.set(message, 0, 1);
    RequestHeader.RESP_MSG_SIZE.set(message, 0, responseBytes);
    RequestHeader.DEV_TYPE.set(message, 0, target.type());
    RequestHeader.DEV_INSTANCE.set(message, 0, target.instance());
  }

  Command versions(int request, int response) {
    RequestHeader.MSG_VERSION.set(message, 0, request);
    RequestHeader.RESP_MSG_VERSION.set(message, 0, response);
    return this;
  }

  Command activity(int id) {
    activity = id;
    RequestHeader.ACTIVITY_ID.set(message, 0, id);
    return this;
  }

  MemorySegment message() {
    return message;
  }

  /**
   * Sends the command.
   *
   * @return the response, of as many bytes as were asked for
   * @throws CommandFailedException if the status is not success
   * @throws DriverException if the response does not answer this request
   */
  MemorySegment send(Hwc hwc) {
    MemorySegment response = exchange(hwc);
    int status = ResponseHeader.STATUS.get(response, 0);
    if (status != Status.SUCCESS) {
      throw new CommandFailedException(name, code, status);
    }
    if (response.byteSize() < responseBytes) {
      throw new DriverException(
          "%s: the response has %d bytes, not %d"
              .formatted(name, response.byteSize(), responseBytes));
    }
    return response;
  }

  /** The same, where status {@code MORE_ENTRIES} is as good as success; the status. */
  int sendPart(Hwc hwc, MemorySegment body) {
    MemorySegment response = exchange(hwc);
    int status = ResponseHeader.STATUS.get(response, 0);
    if (status != Status.SUCCESS && status != Status.MORE_ENTRIES) {
      throw new CommandFailedException(name, code, status);
    }
    MemorySegment.copy(response, 0, body, 0, Math.min(response.byteSize(), body.byteSize()));
    return status;
  }

  private MemorySegment exchange(Hwc hwc) {
    MemorySegment response = hwc.request(message);
    if (response.byteSize() < ResponseHeader.SIZE) {
      throw new DriverException(
          "%s: %d bytes are not a response".formatted(name, response.byteSize()));
    }
    check("message type", code, ResponseHeader.MSG_TYPE.get(response, 0));
    check("message id", 0, ResponseHeader.HWC_MSG_ID.get(response, 0));
    check("device type", target.type(), ResponseHeader.DEV_TYPE.get(response, 0));
    check("device instance", target.instance(), ResponseHeader.DEV_INSTANCE.get(response, 0));
    check("activity id", activity, ResponseHeader.ACTIVITY_ID.get(response, 0));
    int version = ResponseHeader.MSG_VERSION.get(response, 0);
    if (version < 1 || version > RequestHeader.RESP_MSG_VERSION.get(message, 0)) {
      throw new DriverException(name + ": the response has version " + version);
    }
    return response;
  }

  private void check(String what, int expected, int found) {
    if (expected != found) {
      throw new DriverException(
          "%s: the response has %s 0x%x, not 0x%x".formatted(name, what, found, expected));
    }
  }
}
