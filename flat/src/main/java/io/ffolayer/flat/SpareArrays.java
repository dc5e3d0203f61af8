package io.ffolayer.flat;

import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Large arrays between the calls of a training loop, which asks for the same lengths again and
/// again: new ones would have to be cleared, and collected, at more than the price of filling them.
///
/// Thread-safe. An array is given back by whoever holds the only result that refers to it.
final class SpareArrays {
  /// Shorter ones cost little.
  private static final int LEAST = 1 << 12;

  /// The part of the heap that waits here at most.
  private static final int SHARE = 8;

  private final Map<Integer, Queue<double[]>> byLength = new ConcurrentHashMap<>();
  private final AtomicLong bytes = new AtomicLong();
  private final long most;

  /// For an eighth of the heap.
  SpareArrays() {
    this(Runtime.getRuntime().maxMemory() / SHARE);
  }

  /// @param most bytes that wait at most
  SpareArrays(long most) {
    this.most = most;
  }

  /// An array of this length with any content.
  double[] take(int length) {
    if (length < LEAST) return new double[length];
    Queue<double[]> spares = byLength.get(length);
    double[] spare = spares == null ? null : spares.poll();
    if (spare == null) return new double[length];
    bytes.addAndGet(-8L * length);
    return spare;
  }

  /// Keeps arrays for the next calls; null stands for none. What finds no room makes room: all that
  /// waits is let go of.
  void giveBack(double[] @Nullable ... arrays) {
    for (double[] array : arrays) {
      if (array == null || array.length < LEAST || 8L * array.length > most) continue;
      if (bytes.addAndGet(8L * array.length) > most) {
        byLength.clear();
        bytes.set(8L * array.length);
      }
      byLength.computeIfAbsent(array.length, key -> new ConcurrentLinkedQueue<>()).add(array);
    }
  }
}
