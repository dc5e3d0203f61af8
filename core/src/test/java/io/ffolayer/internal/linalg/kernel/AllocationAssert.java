package io.ffolayer.internal.linalg.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Watches what the current thread allocates.
public final class AllocationAssert {
  private AllocationAssert() {}

  /// Runs the code until the compiler has settled, then asserts that more runs allocate nothing.
  /// Until it has, vectors are objects; so the assertion waits for the first quiet round and fails
  /// when none comes.
  public static void assertAllocatesNothingWhenWarm(Runnable code) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().threadId();
    long allocated = Long.MAX_VALUE;
    long deadline = System.nanoTime() + 20_000_000_000L; // a busy machine compiles late
    while (allocated > 0 && System.nanoTime() < deadline) {
      long before = threads.getThreadAllocatedBytes(id);
      for (int i = 0; i < 200; i++) {
        code.run();
      }
      allocated = threads.getThreadAllocatedBytes(id) - before;
    }
    assertThat(allocated).as("bytes allocated by 200 warm runs").isZero();
  }
}
