package io.ffolayer.internal.linalg.krylov;

import io.ffolayer.internal.linalg.sparse.KktSolver;

/// A constraint preconditioner with diagonal G by one sparse factor: exact to rounding, also where
/// rows of A depend on each other. A workspace, for one thread.
public final class FactoredConstraints implements ConstraintPreconditioner {

  private final int variables;
  private final int rows;
  private final KktSolver solver;
  private final double[] both;

  /// @param solver factored, with the diagonal G in place of P and zeros in place of D
  public FactoredConstraints(KktSolver solver) {
    this.solver = solver;
    variables = solver.pattern().variables();
    rows = solver.pattern().rows();
    both = new double[variables + rows];
  }

  @Override
  public void solve(double[] x, double[] z) {
    System.arraycopy(x, 0, both, 0, variables);
    System.arraycopy(z, 0, both, variables, rows);
    solver.solve(both, 0, both, 0);
    System.arraycopy(both, 0, x, 0, variables);
    System.arraycopy(both, variables, z, 0, rows);
  }
}
