package io.ffolayer.model;

/// Where the graph form of an atom puts its own variables and constraints.
public interface Graph {
  /// A new variable, entries row-major.
  Variable variable(int... shape);

  /// The new variables must satisfy this constraint. It may use other atoms, by their own rules.
  void subjectTo(Constraint constraint);
}
