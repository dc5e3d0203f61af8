package io.ffolayer.model.standard;

import static io.ffolayer.model.standard.ConeProgram.expectShape;

import io.ffolayer.model.Coefficient;
import io.ffolayer.model.Dual;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.model.Slack;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.ShapeException;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A quadratic program whose coefficients are constants or parameters:
///
/// ```
/// minimize ½ xᵀPx + qᵀx    subject to  Ax = b,  Gx ≤ h
/// ```
///
/// P must be symmetric positive semidefinite; without it the program is linear. Any part may be
/// absent, and each kind of constraint may stand several times. An h of +∞ means no constraint. It
/// is a [ConeProgram] over {0} and R₊ in the words of quadratic programming. Immutable: each call
/// returns a new program.
///
/// ```java
/// var x = Variable.vector("x", n);
/// var program = QuadraticProgram.in(x).minimize(constant(P), q).equalTo(constant(A), constant(b)).lessThan(constant(G), h);
/// ```
public final class QuadraticProgram {
  private final ConeProgram program;

  private QuadraticProgram(ConeProgram program) {
    this.program = program;
  }

  /// A program without objective and constraints. A matrix variable is taken row by row.
  public static QuadraticProgram in(Variable x) {
    return new QuadraticProgram(ConeProgram.in(x));
  }

  /// Minimizes ½ xᵀPx + qᵀx.
  ///
  /// @param p n×n: dense, symmetric; or sparse with a symmetric pattern; or sparse with one
  ///   triangle, which stands for both
  /// @param q n
  public QuadraticProgram minimize(Coefficient p, Coefficient q) {
    return new QuadraticProgram(program.minimize(p, q));
  }

  /// Minimizes qᵀx.
  public QuadraticProgram minimize(Coefficient q) {
    return new QuadraticProgram(program.minimize(q));
  }

  /// Ax = b.
  public QuadraticProgram equalTo(Coefficient a, Coefficient b) {
    int rows = rows("A", a, "b", b);
    return with(new ZeroCone(rows), a, b, 1, "equality");
  }

  /// Gx ≤ h.
  public QuadraticProgram lessThan(Coefficient g, Coefficient h) {
    int rows = rows("G", g, "h", h);
    return with(new NonnegativeCone(rows), g, h, 1, "inequality");
  }

  /// x ≤ u, entry by entry.
  public QuadraticProgram atMost(Coefficient u) {
    return bound("u", u, 1);
  }

  /// x ≥ l, entry by entry. Its row is −x ≤ −l; an l of −∞ means no bound.
  public QuadraticProgram atLeast(Coefficient l) {
    return bound("l", l, -1);
  }

  /// Declares entries of x that only help to state the program: that one of them is not unique is
  /// said only to who asks for it.
  ///
  /// @param entries their indices, row-major; those of earlier calls are forgotten
  /// @throws ShapeException if x has no such entry
  public QuadraticProgram auxiliary(int... entries) {
    return new QuadraticProgram(program.auxiliary(entries));
  }

  private QuadraticProgram bound(String name, Coefficient value, double sign) {
    int size = variable().size();
    expectShape(name, value, size);
    return with(new NonnegativeCone(size), null, value, sign, "inequality");
  }

  private int rows(String matrixName, Coefficient matrix, String rhsName, Coefficient rhs) {
    Variable x = variable();
    if (matrix.shape().length != 2 || matrix.shape()[1] != x.size())
      throw new ShapeException(
          "%s (%s) has shape %s, expected [rows, %d] for the %d entries of %s"
              .formatted(
                  matrixName,
                  matrix.name(),
                  Arrays.toString(matrix.shape()),
                  x.size(),
                  x.size(),
                  x.name()));
    expectShape(rhsName, rhs, matrix.shape()[0]);
    return matrix.shape()[0];
  }

  private QuadraticProgram with(
      Cone cone, @Nullable Coefficient matrix, Coefficient rhs, double sign, String kind) {
    return new QuadraticProgram(program.with(cone, matrix, rhs, sign, kind + " block"));
  }

  public Variable variable() {
    return program.variable();
  }

  /// P, or null.
  public @Nullable Coefficient quadratic() {
    return program.quadratic();
  }

  /// q, or null.
  public @Nullable Coefficient linear() {
    return program.linear();
  }

  /// The duals of the constraints in the order in which they were written.
  public List<Dual> duals() {
    return program.duals();
  }

  /// The slacks of the constraints in the order in which they were written.
  public List<Slack> slacks() {
    return program.slacks();
  }

  /// ν, the dual of the only equality block.
  ///
  /// @throws IllegalStateException if there is not exactly one
  public Dual equalityDual() {
    return onlyDual(true);
  }

  /// λ, the dual of the only inequality block.
  ///
  /// @throws IllegalStateException if there is not exactly one
  public Dual inequalityDual() {
    return onlyDual(false);
  }

  private Dual onlyDual(boolean equality) {
    List<Dual> found =
        program.blocks().stream()
            .filter(block -> block.cone() instanceof ZeroCone == equality)
            .map(ConeProgram.Block::dual)
            .toList();
    if (found.size() != 1)
      throw new IllegalStateException(
          "the program has %d %s blocks, not one. Maybe take the one you mean from duals()"
              .formatted(found.size(), equality ? "equality" : "inequality"));
    return found.getFirst();
  }

  public OptimalValue optimalValue() {
    return program.optimalValue();
  }

  /// The same program over the cones {0} and R₊, with the same outputs.
  public ConeProgram asConeProgram() {
    return program;
  }
}
