package io.ffolayer.internal.batch;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Runs the chunks of a batch on the calling thread and, if there are several, on threads of an
/// executor. Chunks are cut by size alone, so that a result never depends on how many threads there
/// are.
///
/// The caller works too and waits for chunks, not for threads: an executor that never starts a task
/// costs speed only.
///
/// @param executor where additional threads come from
/// @param count the most threads that work on one call, the caller included, ≥ 1
public record Threads(Executor executor, int count) {
  private static final long SPIN_NANOS = 50_000;

  /// A chunk should have about so many variables and rows, or handing it out costs more than the
  /// work.
  private static final int WORTHWHILE = 160;

  public Threads {
    if (count < 1)
      throw new IllegalArgumentException("the number of threads must be ≥ 1, got " + count);
  }

  /// How many instances of so many variables and rows make a chunk.
  public static int grain(int variables, int rows) {
    return Math.max(1, WORTHWHILE / Math.max(1, variables + rows));
  }

  /// Work on instances `from` ≤ i < `to` in the memory of one thread.
  public interface Task<W> {
    void run(W worker, int from, int to);
  }

  /// Runs all chunks and returns when all are done. An interrupt of the calling thread is passed to
  /// `onInterrupt` and kept.
  ///
  /// @param workers taken for this call and given back
  /// @throws RuntimeException or Error the first thing that a task threw
  public <W> void run(
      int items, int grain, SpareWorkers<W> workers, Runnable onInterrupt, Task<W> task) {
    int chunks = (items + grain - 1) / grain;
    if (chunks == 0) return;
    Chunks<W> work = new Chunks<>(items, grain, chunks, workers, task);
    // What the executor starts late, or never, keeps nothing of the batch alive.
    AtomicReference<@Nullable Runnable> open = new AtomicReference<>(work);
    Runnable help =
        () -> {
          Runnable still = open.get();
          if (still != null) still.run();
        };
    for (int helper = 1; helper < Math.min(count, chunks); helper++) {
      try {
        executor.execute(help);
      } catch (RejectedExecutionException full) {
        break; // the caller does the rest
      }
    }
    work.run();
    work.await(onInterrupt);
    open.set(null);
    Throwable failure = work.failure.get();
    if (failure instanceof RuntimeException exception) throw exception;
    if (failure instanceof Error error) throw error;
  }

  private static final class Chunks<W> implements Runnable {
    private final int items;
    private final int grain;
    private final int chunks;
    private final SpareWorkers<W> workers;
    private final Task<W> task;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch open;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Chunks(int items, int grain, int chunks, SpareWorkers<W> workers, Task<W> task) {
      this.items = items;
      this.grain = grain;
      this.chunks = chunks;
      this.workers = workers;
      this.task = task;
      this.open = new CountDownLatch(chunks);
    }

    @Override
    public void run() {
      int chunk = next.getAndIncrement();
      if (chunk >= chunks) return;
      @Nullable W worker = takeWorker();
      for (; chunk < chunks; chunk = next.getAndIncrement()) {
        try {
          int from = chunk * grain;
          if (worker != null && failure.get() == null)
            task.run(worker, from, Math.min(items, from + grain));
        } catch (Throwable thrown) {
          failure.compareAndSet(null, thrown);
        } finally {
          open.countDown();
        }
      }
      if (worker != null) workers.giveBack(worker);
    }

    private @Nullable W takeWorker() {
      try {
        return workers.take();
      } catch (Throwable thrown) {
        failure.compareAndSet(null, thrown);
        return null;
      }
    }

    void await(Runnable onInterrupt) {
      // What is left is at most one chunk per thread, often less than it takes to sleep and wake
      // up.
      long patience = System.nanoTime() + SPIN_NANOS;
      while (open.getCount() > 0 && System.nanoTime() < patience) Thread.onSpinWait();
      boolean interrupted = false;
      while (true) {
        try {
          open.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
          onInterrupt.run();
        }
      }
      if (interrupted) Thread.currentThread().interrupt();
    }
  }
}
