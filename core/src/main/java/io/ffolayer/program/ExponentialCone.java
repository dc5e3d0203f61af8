package io.ffolayer.program;

/// cl {(x, y, w): y·exp(x/y) ≤ w, y > 0} = {y > 0, w > 0, y·log(w/y) ≥ x} ∪ {x ≤ 0, y = 0, w ≥ 0}.
/// Its dual is cl {(u, v, w): u < 0, w > 0, v ≥ u(1 + log(w/(−u)))}.
public record ExponentialCone() implements Cone {
  /// 3 rows.
  @Override
  public int size() {
    return 3;
  }
}
