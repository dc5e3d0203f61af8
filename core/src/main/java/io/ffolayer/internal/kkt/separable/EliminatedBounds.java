package io.ffolayer.internal.kkt.separable;

/// The bounds a_i y_j − l_i z_i = r_i of a separable program, eliminated into its diagonal: the
/// part of [SeparableKkt] that knows one variable at a time; the derivation stands there.
///
/// Every bound falls into one class when the weights come: it *fixes* its variable (l = 0), is
/// *weak* (d l ≥ a²) or *strong*, or is dropped (l = ∞). The coefficients of each class are zero in
/// the passes that do not concern it, and what concerns few variables runs along lists, so that no
/// pass branches on a pattern of bounds: that cost twice the arithmetic.
final class EliminatedBounds {
  private final SeparableProgram program;
  private final int n;

  /// θ_j = 1/(d_j + Σ a_i²/l_i), 0 where fixed.
  final double[] theta;

  /// α_j = Σ a_i² over the bounds that fix j.
  final double[] alpha;

  private final double[] unit;

  // By place among the bounds, as boundRow.
  private final double[] fixing;
  private final double[] pulling;
  private final double[] weakPerMove;
  private final double[] weakPerShift;
  private final double[] stiffness;
  private final double[] weight;
  private final double[] present;
  private final double[] shift;
  private final int[] fixingPlace;
  private final int[] loneVariable;
  private final int[] lonePlace;
  private final int[] sharing;
  private int fixingCount;
  private int loneCount;
  private int sharingCount;

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
    sharing = new int[n];
    loneVariable = new int[n];
    lonePlace = new int[n];
    fixingPlace = new int[m];
    fixing = new double[m];
    pulling = new double[m];
    weakPerMove = new double[m];
    weakPerShift = new double[m];
    stiffness = new double[m];
    weight = new double[m];
    present = new double[m];
    shift = new double[m];
  }

  /// Takes the weights l of all rows.
  ///
  /// @return false where a variable has neither curvature nor a bound that holds it
  boolean use(double[] l) {
    doubled = fixingCount = loneCount = sharingCount = 0;
    for (int j = 0; j < n; j++) {
      double stiff = program.diagonal()[j];
      double squares = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        double a = program.value(program.boundRow(k));
        double w = l[program.boundRow(k)];
        if (w == 0) {
          if (squares > 0) doubled++;
          squares += a * a;
          fixingPlace[fixingCount++] = k;
        }
        coefficients(k, a, w);
        stiff += a * pulling[k];
      }
      alpha[j] = squares;
      unit[j] = squares > 0 ? 1 / Math.sqrt(squares) : 0;
      theta[j] = squares > 0 ? 0 : 1 / stiff;
      if (squares == 0 && !(stiff > 0 && theta[j] < Double.POSITIVE_INFINITY)) return false;
      classify(j);
    }
    return true;
  }

  private void coefficients(int k, double a, double w) {
    boolean spring = w > 0 && w < Double.POSITIVE_INFINITY;
    fixing[k] = w == 0 ? a : 0;
    double perWeight = spring ? 1 / w : 0;
    pulling[k] = a * perWeight;
    stiffness[k] = 0;
    weakPerMove[k] = pulling[k];
    weakPerShift[k] = perWeight;
    weight[k] = spring ? w : 0;
    present[k] = w == Double.POSITIVE_INFINITY ? 0 : 1;
  }

  /// Finds the strong springs of variable j.
  private void classify(int j) {
    if (alpha[j] > 0) return;
    double d = program.diagonal()[j];
    int strong = 0;
    for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
      double a = program.value(program.boundRow(k));
      if (present[k] == 0 || d * weight[k] >= a * a) continue;
      strong++;
      stiffness[k] = a * pulling[k];
      weakPerMove[k] = weakPerShift[k] = 0;
      lonePlace[loneCount] = k;
    }
    if (strong == 1) loneVariable[loneCount++] = j;
    if (strong > 1) sharing[sharingCount++] = j;
  }

  /// Reads the right-hand sides: those of fixing bounds go to φ, what springs pull is kept.
  void read(double[] z) {
    for (int j = 0; j < n; j++) {
      double fixed = 0;
      double springs = 0;
      for (int k = program.boundStart(j); k < program.boundStart(j + 1); k++) {
        double r = z[program.boundRow(k)];
        shift[k] = r;
        fixed += fixing[k] * r;
        springs += pulling[k] * r;
      }
      phi[j] = fixed * unit[j];
      pull[j] = springs;
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
        double multiplier = weakPerMove[k] * dy - weakPerShift[k] * shift[k];
        z[row] = multiplier;
        f -= program.value(row) * multiplier;
      }
      force[j] = f;
      phi[j] = f * unit[j];
    }
    for (int i = 0; i < loneCount; i++) {
      int row = program.boundRow(lonePlace[i]);
      z[row] = force[loneVariable[i]] / program.value(row);
    }
    for (int i = 0; i < sharingCount; i++) share(sharing[i], z);
  }

  /// Shares a force among the strong springs of a variable. The differences of their ρ are taken
  /// one by one: where bounds agree they are exactly zero.
  private void share(int j, double[] z) {
    int from = program.boundStart(j);
    int to = program.boundStart(j + 1);
    double all = 0;
    for (int k = from; k < to; k++) {
      all += stiffness[k];
      shift[k] /= program.value(program.boundRow(k));
    }
    for (int k = from; k < to; k++) {
      if (stiffness[k] == 0) continue;
      double sum = force[j];
      for (int i = from; i < to; i++) sum += stiffness[i] * (shift[i] - shift[k]);
      z[program.boundRow(k)] = sum / all * pulling[k];
    }
  }

  /// The multipliers of the fixing bounds, from the forces in φ.
  void writeFixing(double[] z) {
    for (int i = 0; i < fixingCount; i++) {
      int row = program.boundRow(fixingPlace[i]);
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
        rightZ[row] = present[k] * (rightZ[row] - (a * y[j] - weight[k] * z[row]));
      }
      rightY[j] = sum;
    }
  }
}
