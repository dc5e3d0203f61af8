package io.ffolayer.flat;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A call that runs on a thread of its own, so that the caller can look after other things while it
/// waits: signals of the user, say.
final class Call {
  /// Threads end when they have had nothing to do for a minute; none keeps the process alive.
  private static final ExecutorService THREADS =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("ffo-", 0).factory());

  private final Future<Answer> future;

  private Call(Future<Answer> future) {
    this.future = future;
  }

  static Call start(Callable<Answer> task) {
    return new Call(THREADS.submit(task));
  }

  /// Waits until the call ends, but not longer than so many milliseconds; whether it ended.
  boolean await(long milliseconds) throws InterruptedException {
    try {
      future.get(milliseconds, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException stillRunning) {
      return false;
    } catch (ExecutionException failed) {
      return true;
    }
  }

  /// Asks the call to end; instances that are not solved then have the status INTERRUPTED, unless
  /// it never began.
  void cancel() {
    future.cancel(true);
  }

  /// What the call left; waits for it.
  ///
  /// @throws Exception what the call threw
  Answer answer() throws Exception {
    try {
      return future.get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof Exception exception) throw exception;
      if (failed.getCause() instanceof Error error) throw error;
      throw failed;
    }
  }
}
