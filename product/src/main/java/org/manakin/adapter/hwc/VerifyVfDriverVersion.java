package org.manakin.adapter.hwc;

import java.util.function.Consumer;
import org.manakin.wire.gdma.DeviceCapability;
import org.manakin.wire.gdma.GdmaCommand;
import org.manakin.wire.gdma.Status;
import org.manakin.wire.gdma.VerifyVfDriverVersionRequest;
import org.manakin.wire.gdma.VerifyVfDriverVersionResponse;

/**
 * VERIFY_VF_DRIVER_VERSION: the driver says who it is and what it can do, the device says what it
 * can do.
 */
public final class VerifyVfDriverVersion implements Command {
  private static final long PROTOCOL = 1;
  private static final long CAPABILITIES =
      DeviceCapability.QUERY_HWC_TIMEOUT | DeviceCapability.DYN_INTERRUPT_MODERATION;

  /**
   * The driver's own words.
   *
   * @param capabilities bits of {@link org.manakin.wire.gdma.DriverCapability}
   * @param name of the operating system, for instance "Linux"
   * @param release for instance "6.12.107-cloud-amd64"; untrusted text
   */
  public record Driver(long capabilities, int osType, String name, String release) {}

  private final Consumer<Driver> met;

  public VerifyVfDriverVersion(Consumer<Driver> met) {
    this.met = met;
  }

  @Override
  public int code() {
    return GdmaCommand.VERIFY_VF_DRIVER_VERSION;
  }

  @Override
  public int requestSize() {
    return VerifyVfDriverVersionRequest.SIZE;
  }

  @Override
  public void execute(Request request, Response response) throws Refusal {
    var m = request.segment();
    long min = VerifyVfDriverVersionRequest.PROTOCOL_VER_MIN.get(m, 0);
    long max = VerifyVfDriverVersionRequest.PROTOCOL_VER_MAX.get(m, 0);
    if (Long.compareUnsigned(min, PROTOCOL) > 0 || Long.compareUnsigned(max, PROTOCOL) < 0) {
      throw new Refusal(
          Status.REVISION_MISMATCH,
          "protocol %s to %s, this device speaks 1"
              .formatted(Long.toUnsignedString(min), Long.toUnsignedString(max)));
    }
    met.accept(
        new Driver(
            VerifyVfDriverVersionRequest.GD_DRV_CAP_FLAGS1.get(m, 0),
            VerifyVfDriverVersionRequest.OS_TYPE.get(m, 0),
            VerifyVfDriverVersionRequest.OS_VER_STR1.text(m, 0),
            VerifyVfDriverVersionRequest.OS_VER_STR2.text(m, 0)));
    VerifyVfDriverVersionResponse.GDMA_PROTOCOL_VER.set(response.segment(), 0, PROTOCOL);
    VerifyVfDriverVersionResponse.PF_CAP_FLAGS1.set(response.segment(), 0, CAPABILITIES);
  }
}
