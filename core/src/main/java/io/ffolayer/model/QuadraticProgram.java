package io.ffolayer.model;

import static io.ffolayer.model.ConeProgram.expectShape;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ShapeException;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
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
/// absent, and each kind of constraint may stand several times. An h of +∞ means no constraint.
/// Immutable: each call returns a new program.
///
/// ```java
/// var x = Variable.vector("x", n);
/// var program = QuadraticProgram.in(x).minimize(constant(P), q).equalTo(constant(A), constant(b)).lessThan(constant(G), h);
/// ```
public final class QuadraticProgram {
  /// A block of rows `matrix · x = rhs` or `matrix · x ≤ rhs`.
  ///
  /// @param matrix rows×n, or null for a bound: the identity times `sign`
  /// @param sign 1, or −1 where a lower bound stands as −x ≤ −l
  public record Block(
      boolean equality, @Nullable Coefficient matrix, Coefficient rhs, double sign, Dual dual) {}

  private final Variable variable;
  private final @Nullable Coefficient quadratic;
  private final @Nullable Coefficient linear;
  private final List<Block> blocks;
  private final OptimalValue optimalValue;

  private QuadraticProgram(
      Variable variable,
      @Nullable Coefficient quadratic,
      @Nullable Coefficient linear,
      List<Block> blocks,
      OptimalValue optimalValue) {
    this.variable = variable;
    this.quadratic = quadratic;
    this.linear = linear;
    this.blocks = List.copyOf(blocks);
    this.optimalValue = optimalValue;
  }

  /// A program without objective and constraints. A matrix variable is taken row by row.
  public static QuadraticProgram in(Variable x) {
    return new QuadraticProgram(x, null, null, List.of(), new OptimalValue());
  }

  /// Minimizes ½ xᵀPx + qᵀx.
  ///
  /// @param p n×n: dense, symmetric; or sparse with a symmetric pattern; or sparse with one
  ///   triangle, which stands for both
  /// @param q n
  public QuadraticProgram minimize(Coefficient p, Coefficient q) {
    expectShape("P", p, variable.size(), variable.size());
    expectShape("q", q, variable.size());
    return new QuadraticProgram(variable, p, q, blocks, optimalValue);
  }

  /// Minimizes qᵀx.
  public QuadraticProgram minimize(Coefficient q) {
    expectShape("q", q, variable.size());
    return new QuadraticProgram(variable, null, q, blocks, optimalValue);
  }

  /// Ax = b.
  public QuadraticProgram equalTo(Coefficient a, Coefficient b) {
    return with(true, "A", a, "b", b);
  }

  /// Gx ≤ h.
  public QuadraticProgram lessThan(Coefficient g, Coefficient h) {
    return with(false, "G", g, "h", h);
  }

  /// x ≤ u, entry by entry.
  public QuadraticProgram atMost(Coefficient u) {
    return bound("u", u, 1);
  }

  /// x ≥ l, entry by entry. Its row is −x ≤ −l; an l of −∞ means no bound.
  public QuadraticProgram atLeast(Coefficient l) {
    return bound("l", l, -1);
  }

  private QuadraticProgram bound(String name, Coefficient value, double sign) {
    expectShape(name, value, variable.size());
    return with(new Block(false, null, value, sign, newDual("inequality", variable.size())));
  }

  private QuadraticProgram with(
      boolean equality, String matrixName, Coefficient matrix, String rhsName, Coefficient rhs) {
    if (matrix.shape().length != 2 || matrix.shape()[1] != variable.size())
      throw new ShapeException(
          "%s (%s) has shape %s, expected [rows, %d] for the %d entries of %s"
              .formatted(
                  matrixName,
                  matrix.name(),
                  Arrays.toString(matrix.shape()),
                  variable.size(),
                  variable.size(),
                  variable.name()));
    int rows = matrix.shape()[0];
    expectShape(rhsName, rhs, rows);
    return with(
        new Block(equality, matrix, rhs, 1, newDual(equality ? "equality" : "inequality", rows)));
  }

  private Dual newDual(String kind, int rows) {
    return new Dual("dual of " + kind + " block " + blocks.size(), rows);
  }

  private QuadraticProgram with(Block block) {
    List<Block> more = new ArrayList<>(blocks);
    more.add(block);
    return new QuadraticProgram(variable, quadratic, linear, more, optimalValue);
  }

  public Variable variable() {
    return variable;
  }

  /// P, or null.
  public @Nullable Coefficient quadratic() {
    return quadratic;
  }

  /// q, or null.
  public @Nullable Coefficient linear() {
    return linear;
  }

  /// The constraints in the order in which they were written.
  public List<Block> blocks() {
    return blocks;
  }

  /// The duals of the constraints in the order in which they were written.
  public List<Dual> duals() {
    return blocks.stream().map(Block::dual).toList();
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
        blocks.stream().filter(block -> block.equality() == equality).map(Block::dual).toList();
    if (found.size() != 1)
      throw new IllegalStateException(
          "the program has %d %s blocks, not one. Maybe take the one you mean from duals()"
              .formatted(found.size(), equality ? "equality" : "inequality"));
    return found.getFirst();
  }

  public OptimalValue optimalValue() {
    return optimalValue;
  }

  /// The same program over the cones {0} and R₊, with the same duals.
  public ConeProgram asConeProgram() {
    List<ConeProgram.Block> cones = new ArrayList<>();
    for (Block block : blocks) {
      int rows = block.rhs().shape()[0];
      cones.add(
          new ConeProgram.Block(
              block.equality() ? new ZeroCone(rows) : new NonnegativeCone(rows),
              block.matrix(),
              block.rhs(),
              block.sign(),
              block.dual(),
              new Slack("slack of " + block.dual().name(), rows)));
    }
    return new ConeProgram(variable, quadratic, linear, cones, optimalValue);
  }
}
