package org.manakin.adapter.hwc;

import java.util.List;
import java.util.function.Consumer;
import org.manakin.adapter.gdma.GdmaFunction;

/**
 * The commands that belong to the function as a whole. Codes that are missing here are answered
 * "unsupported".
 */
public final class GdmaCommands {
  private GdmaCommands() {}

  /**
   * All of them, for one life of the function.
   *
   * @param met is told what driver is at the other end
   */
  public static List<Command> of(
      GdmaFunction function, Devices devices, Consumer<VerifyVfDriverVersion.Driver> met) {
    return List.of(
        new VerifyVfDriverVersion(met),
        new QueryMaxResources(function.limits()),
        new ListDevices(devices),
        new RegisterDevice(devices),
        new DeregisterDevice(devices),
        new GenerateTestEqe(function),
        new GenerateResetRequestEqe(function),
        new CreateQueue(function, devices),
        new DisableQueue(function),
        new CreateDmaRegion(function),
        new DmaRegionAddPages(function),
        new DestroyDmaRegion(function),
        new ChangeMsixForEq(function),
        new QueryHwcTimeout());
  }
}
