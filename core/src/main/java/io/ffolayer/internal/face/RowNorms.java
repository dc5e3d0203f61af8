package io.ffolayer.internal.face;

import io.ffolayer.internal.batch.SharedMatrices;
import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;

/// ‖a_i‖ of every row of A, read anew only where the numbers are others than the last time.
final class RowNorms {
  private final double[] norm;
  private final SharedMatrices last = SharedMatrices.rows();

  RowNorms(ProgramStructure structure) {
    norm = new double[structure.rows()];
  }

  /// The norms at an instance, the array itself.
  double[] of(ProgramData data, int instance) {
    if (!last.holds(data)) read(data, instance);
    return norm;
  }

  private void read(ProgramData data, int instance) {
    Arrays.fill(norm, 0.0);
    data.a().addSquaredRowNorms(instance, norm, 0);
    for (int i = 0; i < norm.length; i++) norm[i] = Math.sqrt(norm[i]);
    last.remember(data);
  }
}
