package io.ffolayer.lab.trust.face;

import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.List;

/// Equalities, and inequalities row by row.
final class OrthantFaces {
  private static final String NONNEGATIVE = "nonneg";

  private OrthantFaces() {}

  static List<Face> all() {
    List<Face> faces = new ArrayList<>();
    faces.add(Face.strict("zero", "s = 0, any z", OrthantFaces::equalities));
    faces.add(Face.strict(NONNEGATIVE, "s > 0, z = 0", sizes -> rows(sizes, "ii")));
    faces.add(Face.strict(NONNEGATIVE, "s = 0, z > 0", sizes -> rows(sizes, "aa")));
    faces.add(Face.strict(NONNEGATIVE, "both kinds", sizes -> rows(sizes, "aiia")));
    faces.add(Face.oneWeak(NONNEGATIVE, "0, 0 alone", sizes -> sides(sizes, "w")));
    faces.add(Face.oneWeak(NONNEGATIVE, "0, 0 beside others", sizes -> sides(sizes, "wai")));
    return faces;
  }

  private static Pair equalities(Face.Sizes sizes) {
    double[] z = sizes.gaussian(2);
    Pair.Builder builder = new Pair.Builder(new ZeroCone(2), new double[2], z);
    return builder.freeDualAlong(0, 1).freeDualAlong(1, 1).build();
  }

  private static List<Pair> sides(Face.Sizes sizes, String states) {
    Pair pair = rows(sizes, states);
    List<Pair.Tangent> other = new ArrayList<>(pair.tangents());
    Pair.Tangent weak = other.getFirst();
    other.set(0, weak.onTheOtherSide());
    return List.of(pair, new Pair(pair.cones(), pair.s(), pair.z(), other));
  }

  /// @param states i for inactive, a for active, w for a weak row on its inactive side
  private static Pair rows(Face.Sizes sizes, String states) {
    int m = states.length();
    double[] s = new double[m], z = new double[m];
    for (int i = 0; i < m; i++) {
      double size = sizes.next();
      if (states.charAt(i) == 'i') s[i] = size;
      if (states.charAt(i) == 'a') z[i] = size;
    }
    Pair.Builder builder = new Pair.Builder(new NonnegativeCone(m), s, z);
    for (int i = 0; i < m; i++)
      switch (states.charAt(i)) {
        case 'i' -> builder.slackAlong(i, s[i]);
        case 'a' -> builder.dualAlong(i, z[i]);
        default -> builder.freeSlackAlong(i, 1);
      }
    return builder.build();
  }
}
