package io.ffolayer.internal.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadsTest {
  private static final Executor NEW_THREAD = task -> new Thread(task).start();

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "7, 3, 2", "128, 8, 4", "5, 100, 3", "0, 1, 2"})
  void everyItemIsDoneOnceWhateverTheChunks(int items, int grain, int threads) {
    AtomicIntegerArray done = new AtomicIntegerArray(items);
    run(new Threads(NEW_THREAD, threads), items, grain, done);
    for (int i = 0; i < items; i++) assertThat(done.get(i)).isEqualTo(1);
  }

  @Test
  void anExecutorThatNeverRunsItsTasksCostsOnlySpeed() {
    AtomicIntegerArray done = new AtomicIntegerArray(20);
    run(new Threads(task -> {}, 4), 20, 1, done);
    for (int i = 0; i < 20; i++) assertThat(done.get(i)).isEqualTo(1);
  }

  @Test
  void anExecutorThatRejectsLeavesTheWorkToTheCaller() {
    Executor full =
        task -> {
          throw new RejectedExecutionException("full");
        };
    AtomicIntegerArray done = new AtomicIntegerArray(20);
    run(new Threads(full, 4), 20, 1, done);
    for (int i = 0; i < 20; i++) assertThat(done.get(i)).isEqualTo(1);
  }

  @Test
  void theFirstFailureReachesTheCallerAfterAllThreadsHaveStopped() {
    SpareWorkers<Object> workers = new SpareWorkers<>(Object::new);
    assertThatThrownBy(() ->
            new Threads(NEW_THREAD, 2)
                .run(
                    10,
                    1,
                    workers,
                    () -> {},
                    (worker, from, to) -> {
                      if (from == 3) throw new IllegalStateException("item 3");
                    }))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("item 3");
  }

  @Test
  void aWorkerLetsGoOfItsBatchBeforeItWaitsForTheNextCall() {
    AtomicReference<Object> given = new AtomicReference<>();
    SpareWorkers<AtomicReference<Object>> workers =
        new SpareWorkers<>(() -> given, worker -> worker.set(null));
    for (int call = 0; call < 2; call++) {
      new Threads(task -> {}, 1)
          .run(3, 1, workers, () -> {}, (worker, from, to) -> worker.set(new Object()));
      assertThat(given.get()).isNull();
    }
  }

  @Test
  void anInterruptWhileWaitingIsPassedOnAndKept() {
    CountDownLatch bothAtWork = new CountDownLatch(2);
    CountDownLatch told = new CountDownLatch(1);
    long caller = Thread.currentThread().threadId();
    new Threads(NEW_THREAD, 2)
        .run(
            2,
            1,
            new SpareWorkers<>(Object::new),
            told::countDown,
            (worker, from, to) -> {
              bothAtWork.countDown();
              await(bothAtWork);
              if (Thread.currentThread().threadId() == caller) Thread.currentThread().interrupt();
              else await(told);
            });
    assertThat(told.getCount()).isZero();
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static void run(Threads threads, int items, int grain, AtomicIntegerArray done) {
    threads.run(
        items,
        grain,
        new SpareWorkers<>(Object::new),
        () -> {},
        (worker, from, to) -> {
          for (int i = from; i < to; i++) done.incrementAndGet(i);
        });
  }

  @Test
  void aTaskThatNeverStartsKeepsNothingOfTheCallAlive() throws InterruptedException {
    List<Runnable> waiting = new ArrayList<>();
    WeakReference<double[]> batch = called(new Threads(waiting::add, 2));
    for (int i = 0; i < 200 && batch.get() != null; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertThat(waiting).hasSize(1);
    assertThat(batch.get()).isNull();
  }

  private static WeakReference<double[]> called(Threads threads) {
    double[] batch = new double[2];
    threads.run(
        2, 1, new SpareWorkers<>(Object::new), () -> {}, (worker, from, to) -> batch[from] = 1);
    assertThat(batch).containsOnly(1);
    return new WeakReference<>(batch);
  }
}
