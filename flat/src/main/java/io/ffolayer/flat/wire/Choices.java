package io.ffolayer.flat.wire;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.approximate.Lpgd;
import io.ffolayer.adjoint.approximate.Relaxed;
import io.ffolayer.adjoint.approximate.Smoothed;
import io.ffolayer.adjoint.condensed.Condensed;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.solve.Solver;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.presolve.Condense;
import io.ffolayer.solve.presolve.Presolve;
import io.ffolayer.solve.separable.SemismoothNewton;
import java.time.Duration;
import java.util.Arrays;

/// What a caller may choose of a call, as a list of doubles; NaN leaves the default.
///
/// | place | what | default |
/// |---|---|---|
/// | 0 | tolerance of a solved instance | 1e-9 |
/// | 1 | most iterations of an instance | the solver's |
/// | 2 | time limit of a call, in seconds | none |
/// | 3 | most threads of a call | the processors |
/// | 4 | solver: 0 automatic, what equalities define condensed, 1 interior point, 2 block pivoting, 3 dual active set, 4 semismooth Newton | 0 |
/// | 5 | adjoint: 0 first order, 1 implicit, 2 LPGD, 3 smoothed, 4 relaxed | 0 |
/// | 6 | parameter of the adjoint: τ of LPGD, the radius of smoothed, μ of relaxed | 1e-3 |
/// | 7 | the most by which P may fail to be positive semidefinite | 1e-6 |
/// | 8 | 0 where no gradient will be asked for: keeps no factors | 1 |
/// | 9 | price at which infeasible instances are answered with the closest feasible problem | they are not |
/// | 10 | bound on the residuals of an instance that ended at a limit and is taken all the same | none |
public final class Choices {
  /// How many doubles.
  public static final int LENGTH = 11;

  private static final int TOLERANCE = 0;
  private static final int ITERATIONS = 1;
  private static final int SECONDS = 2;
  private static final int THREADS = 3;
  private static final int SOLVER = 4;
  private static final int ADJOINT = 5;
  private static final int ADJOINT_PARAMETER = 6;
  private static final int INDEFINITE = 7;
  private static final int KEEPS = 8;
  private static final int CLOSEST = 9;
  private static final int ALMOST = 10;

  private final double[] values;

  /// All defaults.
  public Choices() {
    values = new double[LENGTH];
    Arrays.fill(values, Double.NaN);
  }

  /// @param values not copied
  public Choices(double[] values) {
    if (values.length != LENGTH)
      throw new IllegalArgumentException(
          "%d choices, expected %d".formatted(values.length, LENGTH));
    this.values = values;
  }

  /// The layer with these choices.
  ///
  /// @throws IllegalArgumentException if a value is out of its range
  /// @throws io.ffolayer.solve.UnsupportedProgramException if the solver or the adjoint cannot take
  ///   such programs
  public ConvexLayer applyTo(ConvexLayer layer) {
    ConvexLayer chosen = layer.withSolver(solver()).withAdjoint(adjoint());
    if (isChosen(CLOSEST)) chosen = chosen.withClosestFeasible(values[CLOSEST]);
    if (isChosen(ALMOST)) chosen = chosen.withAlmostSolved(values[ALMOST]);
    if (isChosen(THREADS)) chosen = chosen.withThreads(whole(THREADS, "the number of threads"));
    if (isChosen(SECONDS)) chosen = chosen.withTimeLimit(limit());
    return or(KEEPS, 1) == 0 ? chosen.forInference() : chosen;
  }

  private Duration limit() {
    double seconds = values[SECONDS];
    // A limit of centuries is none.
    return Duration.ofNanos((long) Math.min(seconds * 1e9, 0x1p62));
  }

  private Solver solver() {
    double tolerance = or(TOLERANCE, 1e-9);
    return switch (kind(SOLVER)) {
      case 0 -> automatic(tolerance);
      case 1 -> presolved(tolerance);
      case 2 -> blockPivoting(tolerance);
      case 3 -> dualActiveSet(tolerance);
      case 4 -> semismoothNewton(tolerance);
      default -> throw unknown("solver", SOLVER);
    };
  }

  private Solver automatic(double tolerance) {
    Automatic automatic = new Automatic(tolerance);
    if (isChosen(INDEFINITE)) automatic = automatic.withIndefinite(values[INDEFINITE]);
    return new Condense(isChosen(ITERATIONS) ? presolved(tolerance) : automatic, tolerance);
  }

  private Solver presolved(double tolerance) {
    InteriorPoint interior = new InteriorPoint().withTolerance(tolerance);
    if (isChosen(INDEFINITE)) interior = interior.withIndefinite(values[INDEFINITE]);
    if (isChosen(ITERATIONS)) interior = interior.withMaxIterations(iterations());
    return new Presolve(interior, tolerance);
  }

  private Solver blockPivoting(double tolerance) {
    BlockPivoting solver = new BlockPivoting().withTolerance(tolerance);
    return isChosen(ITERATIONS) ? solver.withMaxPivots(iterations()) : solver;
  }

  private Solver dualActiveSet(double tolerance) {
    DualActiveSet solver = new DualActiveSet().withTolerance(tolerance);
    return isChosen(ITERATIONS) ? solver.withMaxIterations(iterations()) : solver;
  }

  private Solver semismoothNewton(double tolerance) {
    SemismoothNewton solver = new SemismoothNewton().withTolerance(tolerance);
    return isChosen(ITERATIONS) ? solver.withMaxIterations(iterations()) : solver;
  }

  private Adjoint adjoint() {
    double parameter = or(ADJOINT_PARAMETER, 1e-3);
    return switch (kind(ADJOINT)) {
      case 0 -> new Condensed(new FirstOrder());
      case 1 -> new Condensed(new Implicit());
      case 2 -> new Lpgd(parameter);
      case 3 -> new Smoothed(parameter, 64, 0);
      case 4 -> new Relaxed(parameter);
      default -> throw unknown("adjoint", ADJOINT);
    };
  }

  private int iterations() {
    return whole(ITERATIONS, "the most iterations");
  }

  private boolean isChosen(int place) {
    return !Double.isNaN(values[place]);
  }

  private double or(int place, double otherwise) {
    return isChosen(place) ? values[place] : otherwise;
  }

  private int kind(int place) {
    return (int) or(place, 0);
  }

  private int whole(int place, String what) {
    if (values[place] != Math.rint(values[place]) || Math.abs(values[place]) > Integer.MAX_VALUE)
      throw new IllegalArgumentException(what + " must be a whole number, got " + values[place]);
    return (int) values[place];
  }

  private IllegalArgumentException unknown(String what, int place) {
    return new IllegalArgumentException("there is no " + what + " " + values[place]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Choices that && Arrays.equals(values, that.values);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(values);
  }
}
