package io.ffolayer.internal.batch;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Workers of one kind, each the memory of one thread: made when they are needed, and reused from
/// call to call. While they wait they keep nothing of the last call alive.
public final class SpareWorkers<W> {
  private final ConcurrentLinkedQueue<W> idle = new ConcurrentLinkedQueue<>();
  private final Supplier<W> newWorker;
  private final Consumer<W> release;

  /// @param release lets a worker go of what it was given
  public SpareWorkers(Supplier<W> newWorker, Consumer<W> release) {
    this.newWorker = newWorker;
    this.release = release;
  }

  /// Workers that hold on to nothing.
  public SpareWorkers(Supplier<W> newWorker) {
    this(newWorker, worker -> {});
  }

  /// A spare worker, or a new one.
  public W take() {
    @Nullable W spare = idle.poll();
    return spare == null ? newWorker.get() : spare;
  }

  public void giveBack(W worker) {
    release.accept(worker);
    idle.add(worker);
  }
}
