package io.ffolayer.internal.canon.graph;

import io.ffolayer.model.Variable;
import io.ffolayer.model.Variable.Domain;
import java.util.LinkedHashMap;
import java.util.Map;

/// Which columns the variables have, in the order in which they are first seen. A symmetric matrix
/// has a column for each entry of its upper triangle, column by column.
public final class Columns {
  private final Map<Variable, Integer> first = new LinkedHashMap<>();
  private int next;

  /// The first column of a variable.
  public int of(Variable variable) {
    Integer known = first.get(variable);
    if (known != null) return known;
    int column = next;
    first.put(variable, column);
    next += width(variable);
    return column;
  }

  /// Whether a variable has columns.
  public boolean has(Variable variable) {
    return first.containsKey(variable);
  }

  /// Number of columns of a variable: fewer than it has entries where it is symmetric.
  public static int count(Variable variable) {
    return width(variable);
  }

  /// Number of columns so far.
  public int count() {
    return next;
  }

  public static boolean isTriangle(Variable variable) {
    return variable.domain() == Domain.SYMMETRIC || variable.domain() == Domain.PSD;
  }

  private static int width(Variable variable) {
    int order = variable.shape().length == 0 ? 1 : variable.shape()[0];
    return isTriangle(variable) ? order * (order + 1) / 2 : variable.size();
  }

  /// Where entry k of a symmetric matrix of this order stands in its triangle.
  public static int inTriangle(int order, int k) {
    int i = Math.min(k / order, k % order);
    int j = Math.max(k / order, k % order);
    return j * (j + 1) / 2 + i;
  }
}
