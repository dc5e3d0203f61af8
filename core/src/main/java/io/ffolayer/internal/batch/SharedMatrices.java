package io.ffolayer.internal.batch;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Remembers which P and A a worker has factored, so that instances – and later batches – with the
/// same matrices pay once.
///
/// Matrices are known to be the same when both slots are shared by their batch, have the same
/// arrays, and the same origin that is still alive ([Batched#origin]). Nothing here keeps an origin
/// or an array alive.
public final class SharedMatrices {
  private record Slot(WeakReference<double[]> values, WeakReference<Object> origin) {
    static Slot of(Batched slot) {
      return new Slot(new WeakReference<>(slot.values()), new WeakReference<>(slot.origin()));
    }

    boolean holds(Batched slot) {
      return slot.isShared() && values.refersTo(slot.values()) && origin.refersTo(slot.origin());
    }
  }

  private final boolean withRows;
  private Slot @Nullable [] known;

  /// @param withRows whether A counts beside P
  public SharedMatrices(boolean withRows) {
    this.withRows = withRows;
  }

  /// Whether these data have the matrices of the last [#remember].
  public boolean holds(ProgramData data) {
    if (known == null || !known[0].holds(data.quadratic())) return false;
    for (int k = 1; k < known.length; k++)
      if (!known[k].holds(data.rows().get(k - 1))) return false;
    return true;
  }

  /// To be called before what was made of the last matrices is overwritten.
  public void forget() {
    known = null;
  }

  /// To be called when the matrices of these data have been factored; forgets the others.
  public void remember(ProgramData data) {
    known = null;
    int blocks = withRows ? data.rows().size() : 0;
    boolean shared = data.quadratic().isShared();
    for (int k = 0; k < blocks; k++) shared &= data.rows().get(k).isShared();
    if (!shared) return;
    Slot[] slots = new Slot[blocks + 1];
    slots[0] = Slot.of(data.quadratic());
    for (int k = 0; k < blocks; k++) slots[k + 1] = Slot.of(data.rows().get(k));
    known = slots;
  }
}
