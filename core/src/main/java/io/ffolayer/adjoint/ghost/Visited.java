package io.ffolayer.adjoint.ghost;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;
import java.util.Arrays;

/// The instance that a worker visits.
final class Visited {
  ProgramData data;
  Solution solution;
  int instance;

  /// Asked inside long loops.
  Watch watch = Watch.unlimited();

  @SuppressWarnings("NullAway.Init") // set by go, before any use
  Visited() {}

  void go(ProgramData toData, Solution toSolution, int toInstance, Watch asked) {
    data = toData;
    solution = toSolution;
    instance = toInstance;
    watch = asked;
  }

  /// Lets go of the data and the solution, until the next [#go].
  @SuppressWarnings("NullAway") // as before the first
  void leave() {
    data = null;
    solution = null;
  }

  /// out += P y.
  void addQuadraticProduct(double[] y, double[] out) {
    data.addQuadraticProduct(instance, y, 0, out, 0);
  }

  /// out += A y.
  void addRowProduct(double[] y, double[] out) {
    data.addRowProduct(instance, y, 0, out, 0);
  }

  /// columns += |P||y| + |A|ᵀ|z|, rows += |A||y|.
  void addSizes(double[] y, double[] z, double[] columns, double[] rows) {
    data.p().addSymmetricSizes(instance, y, 0, columns, 0);
    data.a().addTransposedSizes(instance, z, 0, columns, 0);
    data.a().addSizes(instance, y, 0, rows, 0);
  }

  /// Writes a rotated row of A, UᵀA.
  ///
  /// @param out overwritten, n values at `at`
  void copyRotatedRow(Rotation rotation, int row, double[] out, int at) {
    double[] unit = new double[data.structure().rows()];
    unit[row] = 1;
    rotation.applyTransposed(unit, 0);
    Arrays.fill(out, at, at + data.structure().variables(), 0);
    data.addTransposedProduct(instance, unit, 0, out, at);
  }

  /// out += Aᵀz.
  void addTransposedProduct(double[] z, double[] out) {
    data.addTransposedProduct(instance, z, 0, out, 0);
  }
}
