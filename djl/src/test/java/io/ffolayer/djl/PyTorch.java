package io.ffolayer.djl;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Assumptions;

/// Skips tests where the native library of PyTorch is not to be had: the build fetches that of
/// Linux x86-64 alone.
final class PyTorch {
  private static final String REFUSAL = refusal();

  private PyTorch() {}

  static void assume() {
    Assumptions.assumeTrue(
        REFUSAL == null, () -> "PyTorch does not load on this platform: " + REFUSAL);
  }

  private static String refusal() {
    try {
      Engine engine = Engine.getEngine("PyTorch");
      try (var manager = engine.newBaseManager()) {
        manager.create(new float[] {1}).close();
      }
      return null;
    } catch (RuntimeException | LinkageError e) {
      return e.toString();
    }
  }
}
