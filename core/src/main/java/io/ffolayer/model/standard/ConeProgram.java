package io.ffolayer.model.standard;

import io.ffolayer.model.Coefficient;
import io.ffolayer.model.Dual;
import io.ffolayer.model.OptimalValue;
import io.ffolayer.model.Slack;
import io.ffolayer.model.Variable;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program in the standard form, whose coefficients are constants or parameters:
///
/// ```
/// minimize ½ xᵀPx + qᵀx    subject to  A x + s = b,  s ∈ K
/// ```
///
/// The rows may come in several blocks, each with its own cone. Immutable: each call returns a new
/// program.
///
/// ```java
/// var program = ConeProgram.in(x).minimize(constant(P), q).subjectTo(A, b, new SecondOrderCone(4));
/// ```
public final class ConeProgram {
  /// Rows `matrix · x + s = rhs`, s ∈ `cone`.
  ///
  /// @param matrix rows×n, or null for the identity times `sign`
  /// @param sign 1, or −1 where both sides of a bound are turned: −x + s = −rhs
  /// @param dual z ∈ K*, of the Lagrangian ½xᵀPx + qᵀx + zᵀ(Ax − b)
  public record Block(
      Cone cone,
      @Nullable Coefficient matrix,
      Coefficient rhs,
      double sign,
      Dual dual,
      Slack slack) {}

  private final Variable variable;
  private final @Nullable Coefficient quadratic;
  private final @Nullable Coefficient linear;
  private final List<Block> blocks;
  private final OptimalValue optimalValue;
  private final Auxiliaries auxiliaries;

  private ConeProgram(
      Variable variable,
      @Nullable Coefficient quadratic,
      @Nullable Coefficient linear,
      List<Block> blocks,
      OptimalValue optimalValue,
      Auxiliaries auxiliaries) {
    this.variable = variable;
    this.quadratic = quadratic;
    this.linear = linear;
    this.blocks = List.copyOf(blocks);
    this.optimalValue = optimalValue;
    this.auxiliaries = auxiliaries;
  }

  /// A program without objective and constraints. A matrix variable is taken row by row.
  public static ConeProgram in(Variable x) {
    return new ConeProgram(x, null, null, List.of(), new OptimalValue(), Auxiliaries.NONE);
  }

  /// Minimizes ½ xᵀPx + qᵀx.
  ///
  /// @param p n×n: dense, symmetric; or sparse with a symmetric pattern; or sparse with one
  ///   triangle, which stands for both
  /// @param q n
  public ConeProgram minimize(Coefficient p, Coefficient q) {
    expectShape("P", p, variable.size(), variable.size());
    expectShape("q", q, variable.size());
    return new ConeProgram(variable, p, q, blocks, optimalValue, auxiliaries);
  }

  /// Minimizes qᵀx.
  public ConeProgram minimize(Coefficient q) {
    expectShape("q", q, variable.size());
    return new ConeProgram(variable, null, q, blocks, optimalValue, auxiliaries);
  }

  /// A x + s = b, s ∈ K.
  public ConeProgram subjectTo(Coefficient a, Coefficient b, Cone cone) {
    expectShape("A", a, cone.size(), variable.size());
    expectShape("b", b, cone.size());
    return with(cone, a, b, 1, "block");
  }

  /// Declares entries of x that only help to state the program, like the t of ‖x‖ ≤ t: that one of
  /// them is not unique is said only to who asks for it ([Auxiliaries]).
  ///
  /// @param entries their indices, row-major; those of earlier calls are forgotten
  /// @throws ShapeException if x has no such entry
  public ConeProgram auxiliary(int... entries) {
    for (int j : entries)
      if (j < 0 || j >= variable.size())
        throw new ShapeException(
            "%s has %d entries, none is number %d".formatted(variable.name(), variable.size(), j));
    Auxiliaries declared = Auxiliaries.ofVariables(entries);
    return new ConeProgram(variable, quadratic, linear, blocks, optimalValue, declared);
  }

  /// One block more.
  ///
  /// @param kind what its dual and slack are called after, with a number
  ConeProgram with(
      Cone cone, @Nullable Coefficient matrix, Coefficient rhs, double sign, String kind) {
    String name = kind + " " + blocks.size();
    List<Block> more = new ArrayList<>(blocks);
    more.add(
        new Block(
            cone,
            matrix,
            rhs,
            sign,
            new Dual("dual of " + name, cone.size()),
            new Slack("slack of " + name, cone.size())));
    return new ConeProgram(variable, quadratic, linear, more, optimalValue, auxiliaries);
  }

  /// Refuses a coefficient of another shape.
  ///
  /// @param slot as the program calls it: P, q, A, …
  static void expectShape(String slot, Coefficient coefficient, int... shape) {
    if (!Arrays.equals(coefficient.shape(), shape))
      throw new ShapeException(
          "%s (%s) has shape %s, expected %s"
              .formatted(
                  slot,
                  coefficient.name(),
                  Arrays.toString(coefficient.shape()),
                  Arrays.toString(shape)));
    if (shape.length == 1 && coefficient.pattern() != null)
      throw new ShapeException(
          slot + " (" + coefficient.name() + ") is a sparse matrix, expected a vector");
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

  /// The slacks of the constraints in the order in which they were written.
  public List<Slack> slacks() {
    return blocks.stream().map(Block::slack).toList();
  }

  /// The entries of x that only help to state the program.
  public Auxiliaries auxiliaries() {
    return auxiliaries;
  }

  public OptimalValue optimalValue() {
    return optimalValue;
  }
}
