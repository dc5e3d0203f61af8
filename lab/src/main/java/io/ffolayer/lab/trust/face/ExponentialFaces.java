package io.ffolayer.lab.trust.face;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.times;
import static io.ffolayer.lab.trust.face.Decimals.zeros;

import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import java.math.BigDecimal;
import java.util.List;

/// y e^{x/y} ≤ w: s = y(r, 1, eʳ), z = μ(−eʳ, (r−1)eʳ, 1), its edges and its apex.
final class ExponentialFaces {
  private static final String NAME = "exp";
  private static final Cone CONE = new ExponentialCone();
  private static final double[] ZERO = new double[3];

  private ExponentialFaces() {}

  static List<Face> all() {
    return List.of(
        Face.strict(NAME, "interior, 0", ExponentialFaces::interior),
        Face.strict(NAME, "0, interior", ExponentialFaces::apex),
        Face.strict(NAME, "y(r,1,eʳ), μ(−eʳ,(r−1)eʳ,1)", ExponentialFaces::boundary),
        Face.strict(NAME, "(−a,0,w), (0,v,0)", sizes -> edge(sizes, 1, 0, 1, 0)),
        Face.strict(NAME, "(−a,0,0), (0,v,w)", sizes -> edge(sizes, 1, 0, 0, 1)),
        Face.oneWeak(NAME, "y(r,1,eʳ), 0", ExponentialFaces::boundarySides),
        Face.oneWeak(NAME, "0, μ(−eʳ,(r−1)eʳ,1)", ExponentialFaces::dualBoundarySides),
        Face.oneWeak(
            NAME,
            "(0,0,w), (0,v,0)",
            sizes -> sides(at(0, 0, n(sizes)), at(0, n(sizes), 0), "wai")),
        Face.oneWeak(
            NAME,
            "(−a,0,0), (0,v,0)",
            sizes -> sides(at(-n(sizes), 0, 0), at(0, n(sizes), 0), "iaw")),
        Face.oneWeak(
            NAME,
            "(−a,0,0), (0,0,w)",
            sizes -> sides(at(-n(sizes), 0, 0), at(0, 0, n(sizes)), "iwa")),
        Face.oneWeak(NAME, "(−a,0,w), 0", sizes -> sides(at(-n(sizes), 0, n(sizes)), ZERO, "iwi")),
        Face.oneWeak(NAME, "0, (0,v,w)", sizes -> sides(ZERO, at(0, n(sizes), n(sizes)), "waa")),
        Face.weak(NAME, "(−a,0,0), 0", sizes -> loose(at(-n(sizes), 0, 0), ZERO, false)),
        Face.weak(NAME, "(0,0,w), 0", sizes -> loose(at(0, 0, n(sizes)), ZERO, false)),
        Face.weak(NAME, "0, (0,v,0)", sizes -> loose(ZERO, at(0, n(sizes), 0), true)),
        Face.weak(NAME, "0, (0,0,w)", sizes -> loose(ZERO, at(0, 0, n(sizes)), true)),
        Face.weak(NAME, "0, 0", sizes -> loose(ZERO, ZERO, sizes.coin())));
  }

  private static Pair loose(double[] s, double[] z, boolean dual) {
    return Face.loose(CONE, s, z, dual);
  }

  private static double n(Face.Sizes sizes) {
    return sizes.next();
  }

  private static double[] at(double x, double y, double w) {
    return new double[] {x, y, w};
  }

  private static BigDecimal[] at(BigDecimal x, BigDecimal y, BigDecimal w) {
    return new BigDecimal[] {x, y, w};
  }

  /// r, eʳ, and a size y or μ: of the cone's first rows, or such that the last is of the size 1.
  private record Place(BigDecimal r, BigDecimal e, BigDecimal size) {
    static Place of(Face.Sizes sizes) {
      BigDecimal r = Decimals.decimal(sizes.exponent()), e = Decimals.exp(r);
      double size = sizes.within(0.3, 3);
      boolean shrunk = sizes.decades() > 0 && sizes.coin();
      return new Place(r, e, Decimals.decimal(shrunk ? size / Math.max(1, e.doubleValue()) : size));
    }

    BigDecimal[] slack() {
      return Decimals.scaled(size, at(r, BigDecimal.ONE, e));
    }

    BigDecimal[] slackTurn() {
      return Decimals.scaled(size, at(BigDecimal.ONE, BigDecimal.ZERO, e));
    }

    BigDecimal[] dual(BigDecimal mu) {
      BigDecimal second = times(r.subtract(BigDecimal.ONE), e);
      return Decimals.scaled(mu, at(e.negate(), second, BigDecimal.ONE));
    }

    BigDecimal[] dualTurn(BigDecimal mu) {
      return Decimals.scaled(mu, at(e.negate(), times(r, e), BigDecimal.ZERO));
    }
  }

  private static Pair interior(Face.Sizes sizes) {
    Place place = Place.of(sizes);
    BigDecimal depth = times(place.slack()[2], decimal(sizes.within(0.3, 3)));
    BigDecimal[] up = at(BigDecimal.ZERO, BigDecimal.ZERO, depth);
    BigDecimal[] s = Decimals.plus(place.slack(), up);
    BigDecimal[] turn = place.slackTurn();
    return new Pair.Builder(CONE, s, zeros(3)).slack(s).slack(turn).slack(up).build();
  }

  private static Pair apex(Face.Sizes sizes) {
    Place place = Place.of(sizes);
    BigDecimal mu = place.size(),
        depth = times(times(mu, place.e()), decimal(sizes.within(0.3, 3)));
    BigDecimal[] up = at(BigDecimal.ZERO, depth, BigDecimal.ZERO);
    BigDecimal[] z = Decimals.plus(place.dual(mu), up);
    return new Pair.Builder(CONE, zeros(3), z).dual(z).dual(place.dualTurn(mu)).dual(up).build();
  }

  private static Pair boundary(Face.Sizes sizes) {
    Place place = Place.of(sizes), other = Place.of(sizes);
    // μ of a size of its own: of z₃, or of z₁ where eʳ is large.
    BigDecimal mu = decimal(sizes.within(0.3, 3));
    if (sizes.decades() > 0 && sizes.coin()) mu = Decimals.over(mu, other.e().max(BigDecimal.ONE));
    BigDecimal[] s = place.slack(), z = place.dual(mu);
    return new Pair.Builder(CONE, s, z)
        .slack(s)
        .dual(z)
        .both(place.slackTurn(), place.dualTurn(mu))
        .build();
  }

  private static Pair edge(Face.Sizes sizes, int a, int none, int w, int dualW) {
    double size = n(sizes), third = n(sizes), v = n(sizes);
    double[] s = at(-a * size, none, w * third), z = at(none, v, dualW * third);
    Pair.Builder builder = new Pair.Builder(CONE, s, z).slackAlong(0, size).dualAlong(1, v);
    return (w > 0 ? builder.slackAlong(2, third) : builder.dualAlong(2, third)).build();
  }

  private static List<Pair> boundarySides(Face.Sizes sizes) {
    Place place = Place.of(sizes);
    BigDecimal[] s = place.slack(), turn = place.slackTurn();
    BigDecimal[] normal = place.dual(BigDecimal.ONE), zero = zeros(3);
    return List.of(
        new Pair.Builder(CONE, s, zero).slack(s).slack(turn).free(zero, normal).build(),
        new Pair.Builder(CONE, s, zero).slack(s).slack(turn).free(normal, zero).build());
  }

  private static List<Pair> dualBoundarySides(Face.Sizes sizes) {
    Place place = Place.of(sizes);
    BigDecimal mu = place.size();
    BigDecimal[] z = place.dual(mu),
        turn = place.dualTurn(mu),
        ray = place.slack(),
        zero = zeros(3);
    return List.of(
        new Pair.Builder(CONE, zero, z).dual(z).dual(turn).free(ray, zero).build(),
        new Pair.Builder(CONE, zero, z).dual(z).dual(turn).free(zero, ray).build());
  }

  private static List<Pair> sides(double[] s, double[] z, String states) {
    return List.of(onAxes(s, z, states.replace('w', 'I')), onAxes(s, z, states.replace('w', 'A')));
  }

  private static Pair onAxes(double[] s, double[] z, String states) {
    Pair.Builder builder = new Pair.Builder(CONE, s, z);
    for (int i = 0; i < 3; i++)
      switch (states.charAt(i)) {
        case 'i' -> builder.slackAlong(i, s[i]);
        case 'a' -> builder.dualAlong(i, z[i]);
        case 'I' -> builder.freeSlackAlong(i, 1);
        default -> builder.freeDualAlong(i, 1);
      }
    return builder.build();
  }
}
