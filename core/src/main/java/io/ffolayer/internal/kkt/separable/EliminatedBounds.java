package io.ffolayer.internal.kkt.separable;

/// The bounds a_i y_j − l_i z_i = r_i of a separable program, eliminated into its diagonal: the
/// part of [SeparableKkt] that knows one variable at a time; the derivation stands there.
///
/// Every bound falls into one class of [BoundSprings] when the weights come. The coefficients of
/// each class are zero in the passes that do not concern it, and what concerns few variables runs
/// along [BoundLists], so that no pass branches on a pattern of bounds: that cost twice the
/// arithmetic.
final class EliminatedBounds {
  private final SeparableProgram program;
  private final int n;

  /// θ_j = 1/(d_j + Σ a_i²/l_i), 0 where fixed.
  final double[] theta;

  /// α_j = Σ a_i² over the bounds that fix j.
  final double[] alpha;

  /// 1/√α_j, 0 where free.
  private final double[] unit;

  private final BoundSprings springs;
  private final BoundLists lists;

  /// The right-hand sides, by place among the bounds.
  private final double[] shift;

  private final double[] phi;
  private final double[] pull;
  private final double[] force;

  /// Fixing bounds beyond the first on a variable, after [#use].
  int doubled;

  /// @param phi overwritten: for each fixed variable its right-hand side, later its force, in the
  ///   metric of √α
  EliminatedBounds(SeparableProgram program, double[] phi) {
    this.program = program;
    this.phi = phi;
    n = program.variables();
    int m = program.structure().rows();
    theta = new double[n];
    alpha = new double[n];
    unit = new double[n];
    pull = new double[n];
    force = new double[n];
    springs = new BoundSprings(m);
    lists = new BoundLists(n, m);
    shift = new double[m];
  }

  /// Takes the weights l of all rows.
  ///
  /// @return false where a variable has neither curvature nor a bound that holds it
  boolean use(double[] l) {
    doubled = 0;
    lists.clear();
    for (int j = 0; j < n; j++) {
      double stiff = program.diagonal()[j];
      double squares = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        double a = program.value(program.boundRow(k));
        double w = l[program.boundRow(k)];
        if (w == 0) {
          if (squares > 0) doubled++;
          squares += a * a;
          lists.addFixing(k);
        }
        springs.set(k, a, w);
        stiff += a * springs.pulling[k];
      }
      alpha[j] = squares;
      unit[j] = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      theta[j] = squares > 0 ? 0 : 1 / stiff;
      if (squares == 0 && !(stiff > 0 && theta[j] < Double.POSITIVE_INFINITY)) return false;
      if (!(squares > 0)) findStrongSprings(j);
    }
    return true;
  }

  private void findStrongSprings(int j) {
    double d = program.diagonal()[j];
    int strong = 0;
    int last = -1;
    for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
      double a = program.value(program.boundRow(k));
      if (!springs.isStrong(k, a, d)) continue;
      springs.strengthen(k, a);
      strong++;
      last = k;
    }
    lists.addStrong(j, strong, last);
  }

  /// Reads the right-hand sides: those of fixing bounds go to φ, what springs pull is kept.
  void read(double[] z) {
    for (int j = 0; j < n; j++) {
      double fixed = 0;
      double pulled = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        double r = z[program.boundRow(k)];
        shift[k] = r;
        fixed += springs.fixing[k] * r;
        pulled += springs.pulling[k] * r;
      }
      phi[j] = fixed * unit[j];
      pull[j] = pulled;
    }
  }

  /// dy while the general rows do not push.
  void free(double[] y, double[] dy) {
    for (int j = 0; j < n; j++) dy[j] = phi[j] * unit[j] + theta[j] * (y[j] + pull[j]);
  }

  /// The variables and the multipliers of their springs, given the push Gᵀdν of the general rows.
  /// The forces on fixed variables go to φ.
  void eliminate(double[] push, double[] y, double[] z) {
    double[] d = program.diagonal();
    for (int j = 0; j < n; j++) {
      double f = y[j] - push[j];
      double dy = phi[j] * unit[j] + theta[j] * (f + pull[j]);
      y[j] = dy;
      f -= d[j] * dy;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        int row = program.boundRow(k);
        double multiplier = springs.weakPerMove[k] * dy - springs.weakPerShift[k] * shift[k];
        z[row] = multiplier;
        f -= program.value(row) * multiplier;
      }
      force[j] = f;
      phi[j] = f * unit[j];
    }
    for (int i = 0; i < lists.loneCount; i++) {
      int row = program.boundRow(lists.lonePlace[i]);
      z[row] = force[lists.loneVariable[i]] / program.value(row);
    }
    for (int i = 0; i < lists.sharingCount; i++) share(lists.sharing[i], z);
  }

  /// Shares a force among the strong springs of a variable. The differences of their ρ are taken
  /// one by one: where bounds agree they are exactly zero.
  private void share(int j, double[] z) {
    int from = program.boundStart(j);
    int to = program.boundStart(j + 1);
    double all = 0;
    for (int k = from; k < to; k++) {
      all += springs.stiffness[k];
      shift[k] /= program.value(program.boundRow(k));
    }
    for (int k = from; k < to; k++) {
      if (springs.stiffness[k] == 0) continue;
      double sum = force[j];
      for (int i = from; i < to; i++) sum += springs.stiffness[i] * (shift[i] - shift[k]);
      z[program.boundRow(k)] = sum / all * springs.pulling[k];
    }
  }

  /// The multipliers of the fixing bounds, from the forces in φ.
  void writeFixing(double[] z) {
    for (int i = 0; i < lists.fixingCount; i++) {
      int row = program.boundRow(lists.fixing[i]);
      int j = program.variable(row);
      z[row] = program.value(row) * (phi[j] * unit[j]);
    }
  }

  /// Takes from a right-hand side what (y, z) make of the bounds: rightY −= Aᵀz, rightZ −= Ay − l
  /// z, zero where dropped.
  void residual(double[] y, double[] z, double[] rightY, double[] rightZ) {
    for (int j = 0; j < n; j++) {
      double sum = rightY[j];
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        int row = program.boundRow(k);
        double a = program.value(row);
        sum -= a * z[row];
        rightZ[row] = springs.present[k] * (rightZ[row] - (a * y[j] - springs.weight[k] * z[row]));
      }
      rightY[j] = sum;
    }
  }
}
