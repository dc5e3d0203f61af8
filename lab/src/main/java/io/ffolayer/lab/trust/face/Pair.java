package io.ffolayer.lab.trust.face;

import static io.ffolayer.lab.trust.face.Decimals.exact;
import static io.ffolayer.lab.trust.face.Decimals.times;
import static io.ffolayer.lab.trust.face.Decimals.zeros;

import io.ffolayer.program.Cone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// A complementary pair s ∈ K, z ∈ K*, sᵀz = 0 in many digits, and how it can move on its face: the
/// pairs of one face are a surface of as many dimensions as there are rows, s(p), z(p). No weights,
/// rotations or projections: the tangents come from the parametrisation of the face.
///
/// @param cones in the order of the rows
/// @param tangents as many as there are rows
public record Pair(List<Cone> cones, BigDecimal[] s, BigDecimal[] z, List<Tangent> tangents) {
  /// One coordinate p of the face.
  ///
  /// @param slack ∂s/∂p
  /// @param dual ∂z/∂p
  /// @param relative whether p = 1 is a change of the pair by its own size, so that the pair has
  ///   left the neighbourhood of its face long before
  public record Tangent(BigDecimal[] slack, BigDecimal[] dual, boolean relative) {
    public boolean movesSlack() {
      return Arrays.stream(slack).anyMatch(x -> x.signum() != 0);
    }

    public boolean movesDual() {
      return Arrays.stream(dual).anyMatch(x -> x.signum() != 0);
    }

    /// Of a weak row: z moves where s did.
    Tangent onTheOtherSide() {
      return new Tangent(/* slack= */ dual, /* dual= */ slack, relative);
    }

    private Tangent placed(int before, int after) {
      return new Tangent(padded(before, slack, after), padded(before, dual, after), relative);
    }

    private Tangent scaled(BigDecimal[] rows, BigDecimal objective) {
      return new Tangent(inUnits(slack, rows), inDualUnits(dual, rows, objective), relative);
    }
  }

  /// Number of rows.
  public int rows() {
    return s.length;
  }

  /// The number of directions in which s does not move: rows held as equalities.
  public int active() {
    return (int) tangents.stream().filter(t -> !t.movesSlack()).count();
  }

  /// The number of directions in which z moves: the most variables that the rows alone determine.
  public int determining() {
    return (int) tangents.stream().filter(Tangent::movesDual).count();
  }

  /// The pair of the product of both cones.
  public Pair and(Pair other) {
    List<Cone> both = new ArrayList<>(cones);
    both.addAll(other.cones);
    List<Tangent> all = new ArrayList<>();
    for (Tangent t : tangents) all.add(t.placed(0, other.rows()));
    for (Tangent t : other.tangents) all.add(t.placed(rows(), 0));
    return new Pair(
        both, padded(0, s, other.rows(), other.s), padded(0, z, other.rows(), other.z), all);
  }

  /// The same pair in other units: s_i times rows_i, z_i times objective / rows_i.
  public Pair scaled(BigDecimal[] rows, BigDecimal objective) {
    return new Pair(
        cones,
        inUnits(s, rows),
        inDualUnits(z, rows, objective),
        tangents.stream().map(t -> t.scaled(rows, objective)).toList());
  }

  private static BigDecimal[] inUnits(BigDecimal[] v, BigDecimal[] units) {
    return Decimals.vector(v.length, i -> times(v[i], units[i]));
  }

  private static BigDecimal[] inDualUnits(
      BigDecimal[] v, BigDecimal[] units, BigDecimal objective) {
    return Decimals.vector(v.length, i -> Decimals.over(times(v[i], objective), units[i]));
  }

  private static BigDecimal[] padded(int before, BigDecimal[] v, int after) {
    return padded(before, v, after, zeros(after));
  }

  private static BigDecimal[] padded(int before, BigDecimal[] v, int after, BigDecimal[] rest) {
    BigDecimal[] longer = zeros(before + v.length + after);
    System.arraycopy(v, 0, longer, before, v.length);
    System.arraycopy(rest, 0, longer, before + v.length, after);
    return longer;
  }

  /// Gathers a pair and its tangents.
  public static final class Builder {
    private final Cone cone;
    private final BigDecimal[] s;
    private final BigDecimal[] z;
    private final List<Tangent> tangents = new ArrayList<>();

    public Builder(Cone cone, BigDecimal[] s, BigDecimal[] z) {
      this.cone = cone;
      this.s = s;
      this.z = z;
    }

    public Builder(Cone cone, double[] s, double[] z) {
      this(cone, exact(s), exact(z));
    }

    /// The slack moves along a direction by its own size.
    public Builder slack(BigDecimal[] direction) {
      return both(direction, zeros(s.length));
    }

    public Builder dual(BigDecimal[] direction) {
      return both(zeros(s.length), direction);
    }

    public Builder both(BigDecimal[] slack, BigDecimal[] dual) {
      tangents.add(new Tangent(slack, dual, true));
      return this;
    }

    /// A direction in which the pair may move far: of a dual of an equality, or of a weak row.
    public Builder free(BigDecimal[] slack, BigDecimal[] dual) {
      tangents.add(new Tangent(slack, dual, false));
      return this;
    }

    /// The slack moves along axis i by `size`.
    public Builder slackAlong(int i, double size) {
      return slack(axis(i, size));
    }

    public Builder dualAlong(int i, double size) {
      return dual(axis(i, size));
    }

    public Builder freeSlackAlong(int i, double size) {
      return free(axis(i, size), zeros(s.length));
    }

    public Builder freeDualAlong(int i, double size) {
      return free(zeros(s.length), axis(i, size));
    }

    private BigDecimal[] axis(int i, double size) {
      BigDecimal[] axis = zeros(s.length);
      axis[i] = Decimals.decimal(size);
      return axis;
    }

    public Pair build() {
      if (tangents.size() != s.length)
        throw new IllegalStateException(
            tangents.size() + " directions for " + s.length + " rows of " + cone);
      return new Pair(Collections.nCopies(1, cone), s, z, List.copyOf(tangents));
    }
  }
}
