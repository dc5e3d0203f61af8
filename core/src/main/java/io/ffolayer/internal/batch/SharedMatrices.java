package io.ffolayer.internal.batch;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.matrix.Batched;
import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/// Remembers from which P, A, or both a worker has made something – a factor, norms, a list of
/// bounds – so that instances, and later batches, with the same matrices pay once.
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

  private final boolean withQuadratic;
  private final boolean withRows;
  private Slot @Nullable [] known;

  private SharedMatrices(boolean withQuadratic, boolean withRows) {
    this.withQuadratic = withQuadratic;
    this.withRows = withRows;
  }

  /// A memory of P.
  public static SharedMatrices quadratic() {
    return new SharedMatrices(true, false);
  }

  /// A memory of A.
  public static SharedMatrices rows() {
    return new SharedMatrices(false, true);
  }

  /// A memory of P and A.
  public static SharedMatrices both() {
    return new SharedMatrices(true, true);
  }

  /// Whether these data have the matrices of the last [#remember].
  public boolean holds(ProgramData data) {
    if (known == null) return false;
    for (int k = 0; k < known.length; k++) if (!known[k].holds(slot(data, k))) return false;
    return true;
  }

  /// Whether anything is remembered: the matrices of the last [#remember] were shared.
  public boolean remembers() {
    return known != null;
  }

  private Batched slot(ProgramData data, int k) {
    if (!withQuadratic) return data.rows().get(k);
    return k == 0 ? data.quadratic() : data.rows().get(k - 1);
  }

  /// To be called before what was made of the last matrices is overwritten.
  public void forget() {
    known = null;
  }

  /// To be called when the matrices of these data have been read; forgets the others.
  public void remember(ProgramData data) {
    known = null;
    int count = (withQuadratic ? 1 : 0) + (withRows ? data.rows().size() : 0);
    for (int k = 0; k < count; k++) if (!slot(data, k).isShared()) return;
    Slot[] slots = new Slot[count];
    for (int k = 0; k < count; k++) slots[k] = Slot.of(slot(data, k));
    known = slots;
  }
}
