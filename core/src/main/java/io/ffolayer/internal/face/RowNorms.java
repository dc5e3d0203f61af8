package io.ffolayer.internal.face;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// ‖a_i‖ of every row of A, read anew only where the numbers are others than the last time.
final class RowNorms {
  private final double[] norm;
  private final @Nullable Object[] seen;

  RowNorms(ProgramStructure structure) {
    norm = new double[structure.rows()];
    seen = new Object[structure.blocks().size()];
  }

  /// The norms at an instance, the array itself.
  double[] of(ProgramData data, int instance) {
    if (!areKnown(data)) read(data, instance);
    return norm;
  }

  /// Whether the norms of the visit before still hold: every block is shared, and the same.
  @SuppressWarnings("ReferenceEquality") // one array or another
  private boolean areKnown(ProgramData data) {
    boolean known = seen.length > 0;
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      known &= a.isShared() && a.origin() == seen[k];
    }
    return known;
  }

  private void read(ProgramData data, int instance) {
    Arrays.fill(norm, 0.0);
    data.a().addSquaredRowNorms(instance, norm, 0);
    for (int k = 0; k < seen.length; k++) {
      Batched a = data.rows().get(k);
      seen[k] = a.isShared() ? a.origin() : null;
    }
    for (int i = 0; i < norm.length; i++) norm[i] = Math.sqrt(norm[i]);
  }
}
