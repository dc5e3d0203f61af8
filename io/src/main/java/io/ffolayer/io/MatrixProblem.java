package io.ffolayer.io;

import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.Matrix;
import io.ffolayer.io.value.Value;
import io.ffolayer.program.ProductCone;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A program given by its matrices, checked: shapes fit, numbers are finite where they must be, P
/// is symmetric. What the file leaves out is null.
///
/// @param place for messages
/// @param objective ½xᵀPx + qᵀx
/// @param equalities Ax = b, or Ax + s = b in a conic problem
/// @param inequalities Gx ≤ h; absent in a conic problem
/// @param cones the cones of the rows of A in a conic problem, s ∈ K; null in a quadratic program
/// @param cotangents what is differentiated
public record MatrixProblem(
    Place place,
    Objective objective,
    Rows equalities,
    Rows inequalities,
    @Nullable ProductCone cones,
    Cotangents cotangents)
    implements StatedProblem {
  /// ½xᵀPx + qᵀx.
  ///
  /// @param n number of variables
  public record Objective(int n, @Nullable Matrix p, double @Nullable [] q) {}

  /// A matrix with a right-hand side.
  public record Rows(@Nullable Matrix matrix, double @Nullable [] rhs) {
    int count() {
      return matrix == null ? 0 : matrix.rows();
    }
  }

  /// The slopes of a scalar loss ℓ.
  ///
  /// @param solution ∂ℓ/∂x, n numbers
  /// @param dual ∂ℓ/∂z: one number per equality row, then one per inequality row; or per row of a
  ///   conic problem
  public record Cotangents(double @Nullable [] solution, double @Nullable [] dual) {}

  @Override
  public Map<String, Value> parameters() {
    Map<String, Value> fields = new LinkedHashMap<>();
    put(fields, "P", p());
    put(fields, "q", vector(q()));
    put(fields, "A", a());
    put(fields, "b", vector(b()));
    put(fields, "G", g());
    put(fields, "h", vector(h()));
    return fields;
  }

  private static void put(Map<String, Value> fields, String name, @Nullable Value value) {
    if (value != null) fields.put(name, value);
  }

  private static @Nullable Value vector(double @Nullable [] values) {
    return values == null ? null : new Value.Vector(values);
  }

  public boolean isConic() {
    return cones != null;
  }

  /// Number of variables.
  public int n() {
    return objective.n();
  }

  /// Number of rows of A; in a quadratic program, of equalities.
  public int rowsOfA() {
    return equalities.count();
  }

  @Override
  public boolean hasCotangent() {
    return cotangents.solution() != null || cotangents.dual() != null;
  }

  public @Nullable Matrix p() {
    return objective.p();
  }

  public double @Nullable [] q() {
    return objective.q();
  }

  public @Nullable Matrix a() {
    return equalities.matrix();
  }

  public double @Nullable [] b() {
    return equalities.rhs();
  }

  public @Nullable Matrix g() {
    return inequalities.matrix();
  }

  public double @Nullable [] h() {
    return inequalities.rhs();
  }

  public double @Nullable [] cotangent() {
    return cotangents.solution();
  }

  public double @Nullable [] dualCotangent() {
    return cotangents.dual();
  }
}
