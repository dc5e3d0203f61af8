package io.ffolayer.adjoint.ghost;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Solution;
import io.ffolayer.solve.Watch;

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

  /// out += Aᵀz.
  void addTransposedProduct(double[] z, double[] out) {
    data.addTransposedProduct(instance, z, 0, out, 0);
  }
}
