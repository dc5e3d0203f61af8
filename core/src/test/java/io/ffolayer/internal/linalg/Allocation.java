package io.ffolayer.internal.linalg;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Counts the bytes that the current thread allocates.
final class Allocation {

  private static final int ROUNDS = 200;

  private Allocation() {}

  /// The fewest bytes of any round, after the first rounds have warmed the code up.
  static long whenWarm(Runnable work) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      work.run();
      fewest = Math.min(fewest, threads.getCurrentThreadAllocatedBytes() - before);
    }
    return fewest;
  }
}
