package io.ffolayer.lab.trust.face;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.over;
import static io.ffolayer.lab.trust.face.Decimals.times;
import static io.ffolayer.lab.trust.face.Decimals.zeros;

import io.ffolayer.program.PowerCone;
import java.math.BigDecimal;
import java.util.List;

/// xᵅ y¹⁻ᵅ ≥ |w|: s = (x, y, σg), z = μ(αg/x, (1−α)g/y, −σ), g = xᵅy¹⁻ᵅ, its edges and its apex.
final class PowerFaces {
  private static final double[] ZERO = new double[3];

  private final PowerCone cone;

  private PowerFaces(PowerCone cone) {
    this.cone = cone;
  }

  static List<Face> of(double alpha) {
    PowerFaces of = new PowerFaces(new PowerCone(alpha));
    String name = "power " + alpha;
    return List.of(
        Face.strict(name, "interior, 0", of::interior),
        Face.strict(name, "0, interior", of::apex),
        Face.strict(name, "(x,y,σg), μ(αg/x,(1−α)g/y,−σ)", of::boundary),
        Face.strict(name, "(a,0,0), (0,b,0)", sizes -> of.edge(sizes, 0)),
        Face.strict(name, "(0,a,0), (b,0,0)", sizes -> of.edge(sizes, 1)),
        Face.oneWeak(name, "(x,y,σg), 0", of::boundarySides),
        Face.oneWeak(name, "0, μ(αg/x,(1−α)g/y,−σ)", of::dualBoundarySides),
        Face.weak(name, "(a,0,0), 0", sizes -> of.loose(at(sizes.next(), 0), ZERO, false)),
        Face.weak(name, "(0,a,0), 0", sizes -> of.loose(at(0, sizes.next()), ZERO, false)),
        Face.weak(name, "0, (b,0,0)", sizes -> of.loose(ZERO, at(sizes.next(), 0), true)),
        Face.weak(name, "0, (0,b,0)", sizes -> of.loose(ZERO, at(0, sizes.next()), true)),
        Face.weak(name, "0, 0", sizes -> of.loose(ZERO, ZERO, sizes.coin())));
  }

  private Pair loose(double[] s, double[] z, boolean dual) {
    return Face.loose(cone, s, z, dual);
  }

  private static double[] at(double x, double y) {
    return new double[] {x, y, 0};
  }

  private static BigDecimal[] at(BigDecimal x, BigDecimal y, BigDecimal w) {
    return new BigDecimal[] {x, y, w};
  }

  /// x, y, g and the sign of the third row.
  private final class Place {
    final BigDecimal x;
    final BigDecimal y;
    final BigDecimal g;
    final BigDecimal sign;
    final BigDecimal alpha = Decimals.decimal(cone.alpha());
    final BigDecimal rest = BigDecimal.ONE.subtract(alpha);

    Place(Face.Sizes sizes) {
      x = Decimals.decimal(sizes.next());
      y = Decimals.decimal(sizes.next());
      g = Decimals.mean(cone.alpha(), x, y);
      sign = sizes.coin() ? BigDecimal.ONE : BigDecimal.ONE.negate();
    }

    BigDecimal[] slack() {
      return at(x, y, times(sign, g));
    }

    /// s moves along x: ∂s/∂log x.
    BigDecimal[] slackAlongX() {
      return at(x, BigDecimal.ZERO, times(sign, times(alpha, g)));
    }

    BigDecimal[] slackAlongY() {
      return at(BigDecimal.ZERO, y, times(sign, times(rest, g)));
    }

    BigDecimal[] dual(BigDecimal mu) {
      return Decimals.scaled(
          mu, at(over(times(alpha, g), x), over(times(rest, g), y), sign.negate()));
    }

    /// ∂z/∂log x at the same μ.
    BigDecimal[] dualAlongX(BigDecimal mu) {
      BigDecimal[] z = dual(mu);
      return at(times(z[0], rest.negate()), times(z[1], alpha), BigDecimal.ZERO);
    }

    BigDecimal[] dualAlongY(BigDecimal mu) {
      BigDecimal[] z = dual(mu);
      return at(times(z[0], rest), times(z[1], alpha.negate()), BigDecimal.ZERO);
    }
  }

  private Pair interior(Face.Sizes sizes) {
    Place place = new Place(sizes);
    BigDecimal half = over(place.g, BigDecimal.TWO);
    BigDecimal[] s = at(place.x, place.y, times(place.sign, half));
    Pair.Builder builder = new Pair.Builder(cone, s, zeros(3));
    for (int i = 0; i < 3; i++) builder.slack(axis(i, s[i]));
    return builder.build();
  }

  private Pair apex(Face.Sizes sizes) {
    Place place = new Place(sizes);
    BigDecimal[] z = at(times(place.alpha, place.x), times(place.rest, place.y), BigDecimal.ZERO);
    z[2] = times(place.sign, over(place.g, BigDecimal.TWO));
    Pair.Builder builder = new Pair.Builder(cone, zeros(3), z);
    for (int i = 0; i < 3; i++) builder.dual(axis(i, z[i]));
    return builder.build();
  }

  private static BigDecimal[] axis(int i, BigDecimal size) {
    BigDecimal[] axis = zeros(3);
    axis[i] = size;
    return axis;
  }

  private Pair boundary(Face.Sizes sizes) {
    Place place = new Place(sizes);
    BigDecimal mu = decimal(sizes.next());
    BigDecimal[] s = place.slack(), z = place.dual(mu);
    return new Pair.Builder(cone, s, z)
        .both(place.slackAlongX(), place.dualAlongX(mu))
        .both(place.slackAlongY(), place.dualAlongY(mu))
        .dual(z)
        .build();
  }

  /// @param i the axis of s; z lies on the other of the first two
  private Pair edge(Face.Sizes sizes, int i) {
    double a = sizes.next(), b = sizes.next(), alpha = cone.alpha();
    double[] s = new double[3], z = new double[3];
    s[i] = a;
    z[1 - i] = b;
    Pair.Builder builder = new Pair.Builder(cone, s, z).slackAlong(i, a).dualAlong(1 - i, b);
    double own = i == 0 ? alpha : 1 - alpha;
    if (own > 0.5) return builder.slackAlong(2, a).build();
    if (own < 0.5) return builder.dualAlong(2, b).build();
    return builder.both(axis(2, decimal(a)), axis(2, decimal(-2 * b))).build();
  }

  private List<Pair> boundarySides(Face.Sizes sizes) {
    Place place = new Place(sizes);
    BigDecimal[] s = place.slack(), x = place.slackAlongX(), y = place.slackAlongY();
    BigDecimal[] normal = place.dual(BigDecimal.ONE), zero = zeros(3);
    return List.of(
        new Pair.Builder(cone, s, zero).slack(x).slack(y).free(zero, normal).build(),
        new Pair.Builder(cone, s, zero).slack(x).slack(y).free(normal, zero).build());
  }

  private List<Pair> dualBoundarySides(Face.Sizes sizes) {
    Place place = new Place(sizes);
    BigDecimal mu = decimal(sizes.next());
    BigDecimal[] z = place.dual(mu), turn = place.dualAlongX(mu), ray = place.slack();
    BigDecimal[] zero = zeros(3);
    return List.of(
        new Pair.Builder(cone, zero, z).dual(z).dual(turn).free(ray, zero).build(),
        new Pair.Builder(cone, zero, z).dual(z).dual(turn).free(zero, ray).build());
  }
}
