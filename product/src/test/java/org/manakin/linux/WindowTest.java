package org.manakin.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

class WindowTest {
  private static final long GIB = 1L << 30;

  @Test
  void anObjectIsPlacedOnceHoweverManyDescriptorsItHas() throws IOException {
    Window window = Window.reserve(8 * GIB);
    try (Fd first = Memfd.create("first", 1 << 20);
        Fd second = Memfd.create("second", 3 * GIB)) {
      Window.Placed a = window.place(first);
      Window.Placed b = window.place(second);
      assertThat(a.offset()).isZero();
      assertThat(b).isEqualTo(new Window.Placed(GIB, 3 * GIB));
      assertThat(window.place(first)).isEqualTo(a);
      window.segment().set(ValueLayout.JAVA_LONG, b.offset() + 3 * GIB - 8, 42);
      window.segment().set(ValueLayout.JAVA_LONG, a.offset(), 43);
      assertThat(window.segment().get(ValueLayout.JAVA_LONG, 4 * GIB - 8)).isEqualTo(42);
    }
  }

  @Test
  void aHoleIsAJavaErrorAndNotTheEnd() throws IOException {
    Window window = Window.reserve(4 * GIB);
    MemorySegment m = window.segment();
    assertThatThrownBy(() -> m.get(ValueLayout.JAVA_LONG, 12345 * 8))
        .isInstanceOf(InternalError.class);
    try (Fd object = Memfd.create("object", 4096)) {
      long at = window.place(object).offset();
      m.set(ValueLayout.JAVA_INT, at, 7);
      window.clear();
      assertThatThrownBy(() -> m.set(ValueLayout.JAVA_INT, at, 8))
          .isInstanceOf(InternalError.class);
      assertThat(window.find(object)).isNull();
      assertThat(m.get(ValueLayout.JAVA_INT, window.place(object).offset())).isEqualTo(7);
      Memfd.resize(object, 0);
      assertThatThrownBy(() -> m.get(ValueLayout.JAVA_INT, at)).isInstanceOf(InternalError.class);
    }
  }

  @Test
  void anObjectThatGrewIsPlacedAnew() throws IOException {
    Window window = Window.reserve(4 * GIB);
    try (Fd object = Memfd.create("object", 4096)) {
      long before = window.place(object).offset();
      Memfd.resize(object, 1 << 20);
      assertThat(window.find(object)).isNull();
      Window.Placed after = window.place(object);
      assertThat(after.offset()).isNotEqualTo(before);
      assertThat(after.size()).isEqualTo(1 << 20);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() throws IOException {
    Window window = Window.reserve(4 * GIB);
    try (Fd object = Memfd.create("object", 5 * GIB);
        Fd empty = Memfd.create("empty", 0)) {
      assertThatThrownBy(() -> window.place(object))
          .isInstanceOf(SyscallException.class)
          .hasMessageContaining("memfd object of 5120 MiB")
          .hasMessageContaining("4 GiB are free");
      assertThatThrownBy(() -> window.place(empty)).hasMessageContaining("empty");
    }
  }

  @Test
  void theUsualWindowIsLarge() throws IOException {
    assertThat(Window.reserve().segment().byteSize()).isEqualTo(Window.DEFAULT_BYTES);
    assertThatThrownBy(() -> Window.reserve(3 * GIB)).isInstanceOf(IllegalArgumentException.class);
  }
}
