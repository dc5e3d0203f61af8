package io.ffolayer.io;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.Place;
import io.ffolayer.io.value.Matrix;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.matrix.Layout;
import org.jspecify.annotations.Nullable;

/// What a file says about one problem given by its matrices, not yet checked.
final class MatrixProblemDraft {
  /// Asymmetry beyond this part of the largest entry of P is an error, not rounding.
  private static final double ASYMMETRY = 1e-9;

  private final Place place;
  @Nullable Matrix p;
  double @Nullable [] q;
  @Nullable Matrix a;
  double @Nullable [] b;
  @Nullable Matrix g;
  double @Nullable [] h;
  @Nullable ProductCone cones;
  double @Nullable [] cotangent;
  double @Nullable [] dualCotangent;
  // The field that says how many variables there are, and how many.
  private String source = "";
  private int n;

  MatrixProblemDraft(Place place) {
    this.place = place;
  }

  MatrixProblem checked() {
    countVariables();
    expectColumns("P", p);
    expectLength("q", q, n, source);
    expectColumns("A", a);
    expectColumns("G", g);
    if (p != null && p.rows() > 0) {
      if (p.rows() != n)
        throw place.refuse(
            "P", "has %d rows, expected %d, one for each variable".formatted(p.rows(), n));
      requireSymmetry(p);
    }
    expectRightHandSide("A", a, "b", b);
    expectRightHandSide("G", g, "h", h);
    if (cones != null) expectCones(cones);
    int rows = (a == null ? 0 : a.rows()) + (g == null ? 0 : g.rows());
    expectLength("cotangent", cotangent, n, source);
    expectLength("dualCotangent", dualCotangent, rows, "the rows of A and G");
    return new MatrixProblem(
        place,
        new MatrixProblem.Objective(n, p, q),
        new MatrixProblem.Rows(a, b),
        new MatrixProblem.Rows(g, h),
        cones,
        new MatrixProblem.Cotangents(cotangent, dualCotangent));
  }

  private void expectCones(ProductCone product) {
    if (g != null || h != null)
      throw place.refuse(
          g != null ? "G" : "h",
          "stands beside \"cones\"; expected its rows in A and b, with a cone {\"nonneg\": rows}");
    int rows = a == null ? 0 : a.rows();
    if (product.size() != rows)
      throw place.refuse(
          "cones",
          "have %d rows together, expected %d, the rows of A".formatted(product.size(), rows));
  }

  private void countVariables() {
    if (q != null && q.length > 0) count("the length of q", q.length);
    countColumns("P", p);
    countColumns("A", a);
    countColumns("G", g);
    if (n == 0) throw place.refuse("", "there is no variable; expected q, P, A or G with an entry");
  }

  private void countColumns(String field, @Nullable Matrix matrix) {
    if (n == 0 && matrix != null && matrix.columns() > 0)
      count("the columns of " + field, matrix.columns());
  }

  private void count(String from, int variables) {
    source = from;
    n = variables;
  }

  private void expectColumns(String field, @Nullable Matrix matrix) {
    // [] has no columns and stands for no rows.
    if (matrix == null || matrix.columns() == n || isEmptyList(matrix)) return;
    throw place.refuse(
        field, "has %d columns, expected %d, %s".formatted(matrix.columns(), n, source));
  }

  private static boolean isEmptyList(Matrix matrix) {
    return matrix instanceof Matrix.Rows && matrix.rows() == 0;
  }

  private void expectLength(String field, double @Nullable [] vector, int length, String reason) {
    if (vector != null && vector.length != length)
      throw place.refuse(
          field, "has %d numbers, expected %d, %s".formatted(vector.length, length, reason));
  }

  private void expectRightHandSide(
      String matrixField, @Nullable Matrix matrix, String field, double @Nullable [] vector) {
    int rows = matrix == null ? 0 : matrix.rows();
    if (vector == null && rows > 0)
      throw place.refuse(
          field,
          "is missing, expected %d numbers, one for each row of %s".formatted(rows, matrixField));
    if (matrix == null && vector != null && vector.length > 0)
      throw place.refuse(
          matrixField,
          "is missing, expected a matrix with %d rows, as %s has numbers"
              .formatted(vector.length, field));
    expectLength(field, vector, rows, "one for each row of " + matrixField);
  }

  private void requireSymmetry(Matrix matrix) {
    double largest = 0;
    for (double value : matrix.values()) largest = Math.max(largest, Math.abs(value));
    switch (matrix) {
      case Matrix.Rows rows -> requireSymmetry(rows.values(), ASYMMETRY * largest);
      case Matrix.Triplets triplets -> requireSymmetry(triplets, ASYMMETRY * largest);
      case Matrix.Diagonal diagonal -> {}
    }
  }

  private void requireSymmetry(double[] values, double allowed) {
    for (int i = 0; i < n; i++)
      for (int j = 0; j < i; j++)
        if (Math.abs(values[i * n + j] - values[j * n + i]) > allowed)
          throw asymmetric(i, j, values[i * n + j], Double.toString(values[j * n + i]));
  }

  private void requireSymmetry(Matrix.Triplets triplets, double allowed) {
    Layout.Sparse layout = triplets.layout();
    for (int k = 0; k < triplets.i().length; k++) {
      int i = triplets.i()[k];
      int j = triplets.j()[k];
      double value = triplets.values()[layout.position(i, j)];
      int mirrored = layout.position(j, i);
      if (mirrored < 0) throw asymmetric(i, j, value, "not there");
      if (Math.abs(value - triplets.values()[mirrored]) > allowed)
        throw asymmetric(i, j, value, Double.toString(triplets.values()[mirrored]));
    }
  }

  private BadInputException asymmetric(int i, int j, double value, String mirrored) {
    return place.refuse(
        "P",
        "expected a symmetric matrix, but entry (%d, %d) is %s and entry (%d, %d) is %s"
            .formatted(i, j, value, j, i, mirrored));
  }
}
