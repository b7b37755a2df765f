package org.manakin.driver;

/** How long a management command may take; the device can change it by answer and by event. */
final class CommandTimeout {
  private int millis;

  CommandTimeout(int millis) {
    this.millis = millis;
  }

  int millis() {
    return millis;
  }

  void set(int newMillis) {
    millis = newMillis;
  }
}
