package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.program.ProgramData;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.matrix.Batched;
import java.util.ArrayList;
import java.util.List;

/// The numbers of one instance of a program in matrix variables, turned over for
/// [MatrixVariableKkt]; the memory of one thread.
final class TurnedNumbers {
  /// How far c may differ among the rows of one cone.
  private static final double EQUAL = 1e-12;

  /// The turned program, with the rows Fᵀ, E_uᵀ and I.
  final ProgramData turned;

  /// D, and c, of the rows of the cones.
  final double[] own;

  final double[] curvature;

  /// The diagonal of P.
  final double[] quadratic;

  /// Whether P is c D² on every cone.
  boolean isUniform;

  private final MatrixVariableStructure structure;
  private final double[] coneValues;
  private final double[] flatValues;

  TurnedNumbers(MatrixVariableStructure structure) {
    this.structure = structure;
    coneValues = new double[structure.coneEntries];
    flatValues = new double[structure.source.length - structure.coneEntries];
    own = new double[structure.coneRows];
    curvature = new double[structure.coneRows];
    quadratic = new double[structure.coneRows + structure.free.length];
    ProgramStructure program = structure.turned.program;
    int n = program.variables(), m = program.rows();
    List<Batched> rows = new ArrayList<>();
    rows.add(Batched.each(coneValues, coneValues.length));
    if (m > structure.coneRows) rows.add(Batched.each(flatValues, flatValues.length));
    turned =
        new ProgramData(
            program,
            1,
            Batched.each(new double[0], 0),
            Batched.each(new double[n], n),
            rows,
            Batched.each(new double[m], m));
  }

  void load(ProgramData data, int instance) {
    data.p().diagonal(instance, quadratic);
    for (int i = 0; i < own.length; i++) {
      own[i] = number(data, instance, structure.entryBlock[i], structure.entryPosition[i]);
      curvature[i] = quadratic[structure.variable[i]] / (own[i] * own[i]);
    }
    level();
    for (int k = 0; k < structure.source.length; k++) {
      int block = structure.sourceBlock[k];
      double value = block < 0 ? 1 : number(data, instance, block, structure.source[k]);
      if (k < coneValues.length) coneValues[k] = value / own[structure.divisor[k]];
      else flatValues[k - coneValues.length] = value;
    }
  }

  /// One c for each cone.
  private void level() {
    isUniform = true;
    int at = 0;
    for (ProgramStructure.ConeRows part : structure.cones) {
      int end = at + part.end() - part.first();
      double c = curvature[at];
      for (; at < end; at++) {
        isUniform &= Math.abs(curvature[at] - c) <= EQUAL * c;
        curvature[at] = c;
      }
    }
  }

  private static double number(ProgramData data, int instance, int block, int position) {
    Batched numbers = data.rows().get(block);
    return numbers.values()[numbers.offset(instance) + position];
  }
}
