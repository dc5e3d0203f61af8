package io.ffolayer.lab.trust.face;

import static io.ffolayer.lab.trust.face.Decimals.decimal;
import static io.ffolayer.lab.trust.face.Decimals.scaled;
import static io.ffolayer.lab.trust.face.Decimals.zeros;

import io.ffolayer.program.SecondOrderCone;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/// ‖x‖₂ ≤ t: s = α(1, u), z = β(1, −u), ‖u‖ = 1; u turns in both at once.
final class SecondOrderFaces {
  private SecondOrderFaces() {}

  static List<Face> of(int size) {
    String cone = "soc " + size;
    List<Face> faces = new ArrayList<>();
    faces.add(Face.strict(cone, "interior, 0", sizes -> inside(size, sizes, false)));
    faces.add(Face.strict(cone, "0, interior", sizes -> inside(size, sizes, true)));
    if (size == 1) {
      faces.add(Face.oneWeak(cone, "0, 0", sizes -> List.of(origin(1, false), origin(1, true))));
      return faces;
    }
    faces.add(
        Face.strict(
            cone, "α(1,u), β(1,−u)", sizes -> boundary(size, sizes.next(), sizes.next(), sizes)));
    faces.add(Face.oneWeak(cone, "α(1,u), 0", sizes -> sides(size, false, sizes)));
    faces.add(Face.oneWeak(cone, "0, β(1,−u)", sizes -> sides(size, true, sizes)));
    faces.add(Face.weak(cone, "0, 0", sizes -> origin(size, sizes.coin())));
    return faces;
  }

  private static Pair origin(int size, boolean dual) {
    return Face.loose(new SecondOrderCone(size), new double[size], new double[size], dual);
  }

  private static Pair inside(int size, Face.Sizes sizes, boolean dual) {
    double[] x = sizes.gaussian(size), zero = new double[size];
    double length = 0, depth = sizes.next();
    for (int i = 1; i < size; i++) length += x[i] * x[i];
    x[0] = Math.sqrt(length) + depth;
    Pair.Builder builder =
        new Pair.Builder(new SecondOrderCone(size), dual ? zero : x, dual ? x : zero);
    for (int i = 0; i < size; i++)
      if (dual) builder.dualAlong(i, depth);
      else builder.slackAlong(i, depth);
    return builder.build();
  }

  /// (1, u) in many digits.
  private static BigDecimal[] ray(int size, Face.Sizes sizes) {
    BigDecimal[] ray = Decimals.exact(sizes.gaussian(size));
    ray[0] = BigDecimal.ZERO;
    ray = scaled(Decimals.over(BigDecimal.ONE, Decimals.root(Decimals.dot(ray, ray))), ray);
    ray[0] = BigDecimal.ONE;
    return ray;
  }

  private static BigDecimal[] mirrored(BigDecimal[] ray) {
    return Decimals.vector(ray.length, i -> i == 0 ? ray[0] : ray[i].negate());
  }

  /// β or α may be 0: that direction then is a weak one.
  private static Pair boundary(int size, double alpha, double beta, Face.Sizes sizes) {
    return boundary(ray(size, sizes), alpha, beta);
  }

  private static Pair boundary(BigDecimal[] ray, double alpha, double beta) {
    BigDecimal[] other = mirrored(ray), zero = zeros(ray.length);
    BigDecimal[] s = scaled(decimal(alpha), ray), z = scaled(decimal(beta), other);
    Pair.Builder builder = new Pair.Builder(new SecondOrderCone(ray.length), s, z);
    if (alpha > 0) builder.slack(s);
    else builder.free(ray, zero);
    if (beta > 0) builder.dual(z);
    else builder.free(zero, other);
    for (BigDecimal[] turn : turns(ray))
      builder.both(scaled(decimal(alpha), turn), scaled(decimal(-beta), turn));
    return builder.build();
  }

  /// (0, v), v ⟂ u, one for every coordinate but that where u is largest.
  private static List<BigDecimal[]> turns(BigDecimal[] ray) {
    int largest = 1;
    for (int i = 2; i < ray.length; i++)
      if (ray[i].abs().compareTo(ray[largest].abs()) > 0) largest = i;
    List<BigDecimal[]> turns = new ArrayList<>();
    for (int k = 1; k < ray.length; k++) {
      if (k == largest) continue;
      BigDecimal[] turn = scaled(ray[k].negate(), ray);
      turn[0] = BigDecimal.ZERO;
      turn[k] = turn[k].add(BigDecimal.ONE);
      turns.add(turn);
    }
    return turns;
  }

  private static List<Pair> sides(int size, boolean dual, Face.Sizes sizes) {
    BigDecimal[] ray = ray(size, sizes), zero = zeros(size);
    double length = sizes.next();
    Pair boundary = boundary(ray, dual ? 0 : length, dual ? length : 0);
    Pair.Builder inside = new Pair.Builder(new SecondOrderCone(size), boundary.s(), boundary.z());
    for (Pair.Tangent t : boundary.tangents()) {
      BigDecimal[] along = dual ? t.dual() : t.slack();
      boolean weak = !(dual ? t.movesDual() : t.movesSlack());
      if (weak) along = dual ? t.slack() : t.dual();
      inside.free(dual ? zero : along, dual ? along : zero);
    }
    return List.of(boundary, inside.build());
  }
}
