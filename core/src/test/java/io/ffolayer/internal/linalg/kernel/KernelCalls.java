package io.ffolayer.internal.linalg.kernel;

import java.util.List;
import java.util.Map;

/// One call of every kernel, on data of its own.
interface KernelCalls {
  /// The calls, by name, in an order in which each finds what it needs.
  Map<String, Runnable> named();

  /// Everything that the calls have written, as far as it means something.
  List<double[]> memory();
}
