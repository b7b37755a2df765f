package org.manakin.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.manakin.lab.image.GuestImage;
import org.manakin.lab.provision.Userland;
import org.manakin.lab.qemu.Accelerator;
import org.manakin.lab.qemu.Nic;

/** What a guest shall be. Made by {@link #of} and its methods; not changed once a guest booted. */
public final class GuestSpec {
  private final Kernel kernel;
  private String name;
  private int smp = 1;
  private int memoryMib = 1024;
  private Accelerator accelerator = Accelerator.AUTO;
  private Userland userland;
  private final List<Nic> nics = new ArrayList<>();
  private final List<String> imageModules = new ArrayList<>(GuestImage.USUAL_MODULES);
  private final List<String> missingModules = new ArrayList<>();
  private @Nullable List<String> loadedModules;
  private final List<String> kernelArguments = new ArrayList<>();
  private final List<String> qemuOptions = new ArrayList<>();
  private Consumer<byte[]> consoleListener = bytes -> {};
  private Optional<Path> consoleLog = Optional.empty();
  private Duration bootTimeout = Duration.ofMinutes(2);

  private GuestSpec(Kernel kernel) {
    this.kernel = kernel;
    this.userland = kernel.userland();
    this.name = "guest";
  }

  /** A guest with one virtual processor, 1 GiB of memory and no adapter. */
  public static GuestSpec of(Kernel kernel) {
    return new GuestSpec(kernel);
  }

  /** The host name in the guest and in messages: letters, digits and hyphens. */
  public GuestSpec name(String value) {
    if (!value.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException("not a host name: " + value);
    }
    name = value;
    return this;
  }

  /** The number of virtual processors. */
  public GuestSpec smp(int value) {
    smp = value;
    return this;
  }

  /** The guest's memory in MiB. */
  public GuestSpec memoryMib(int value) {
    memoryMib = value;
    return this;
  }

  public GuestSpec accelerator(Accelerator value) {
    accelerator = value;
    return this;
  }

  /** Programs of another release than the kernel's usual one. */
  public GuestSpec userland(Userland value) {
    userland = value;
    return this;
  }

  /** Adds an adapter; they get their PCI slots in this order. */
  public GuestSpec nic(Nic value) {
    nics.add(value);
    return this;
  }

  /** Modules to hold in the image beside the usual ones, so that the guest can load them. */
  public GuestSpec imageModules(String... names) {
    imageModules.addAll(List.of(names));
    return this;
  }

  /** The modules to load at boot, instead of the drivers of the guest's adapters. */
  public GuestSpec loadedModules(String... names) {
    loadedModules = List.of(names);
    imageModules.addAll(loadedModules);
    return this;
  }

  /**
   * A module that the guest shall not have, as if its kernel were built without it. After the
   * modules that it shall have.
   */
  public GuestSpec withoutModule(String name) {
    imageModules.removeIf(name::equals);
    missingModules.add(name);
    return this;
  }

  /** Words for the kernel's command line. */
  public GuestSpec kernelArguments(String... words) {
    kernelArguments.addAll(List.of(words));
    return this;
  }

  /** Options for QEMU that have no method here. */
  public GuestSpec qemuOptions(String... options) {
    qemuOptions.addAll(List.of(options));
    return this;
  }

  /** Told everything the console prints, on a thread of the guest's. */
  public GuestSpec consoleListener(Consumer<byte[]> value) {
    consoleListener = value;
    return this;
  }

  /** Where the console's log is kept; without it, it goes when the guest goes. */
  public GuestSpec consoleLog(Path value) {
    consoleLog = Optional.of(value);
    return this;
  }

  /** How long the guest may take until it answers. */
  public GuestSpec bootTimeout(Duration value) {
    bootTimeout = value;
    return this;
  }

  Kernel kernel() {
    return kernel;
  }

  String name() {
    return name;
  }

  int smp() {
    return smp;
  }

  int memoryMib() {
    return memoryMib;
  }

  Accelerator accelerator() {
    return accelerator;
  }

  Userland userland() {
    return userland;
  }

  List<Nic> nics() {
    return nics;
  }

  List<String> imageModules() {
    return imageModules.stream().distinct().toList();
  }

  List<String> kernelArguments() {
    return kernelArguments;
  }

  List<String> qemuOptions() {
    return qemuOptions;
  }

  Consumer<byte[]> consoleListener() {
    return consoleListener;
  }

  Optional<Path> consoleLog() {
    return consoleLog;
  }

  Duration bootTimeout() {
    return bootTimeout;
  }

  /** Chosen modules, or the drivers of the adapters. */
  List<String> loadedModules() {
    if (loadedModules != null) {
      return loadedModules;
    }
    return nics.stream()
        .flatMap(nic ->
            switch (nic) {
              case Nic.VfioUser vf -> Stream.of("mana");
              case Nic.VirtioNet net -> Stream.of("virtio_pci", "virtio_net");
              case Nic.Vmxnet3 net -> Stream.of("vmxnet3");
            })
        .distinct()
        .filter(module -> !missingModules.contains(module))
        .toList();
  }
}
