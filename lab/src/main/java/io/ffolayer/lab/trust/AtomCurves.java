package io.ffolayer.lab.trust;

import static io.ffolayer.lab.trust.AtomCurve.at;
import static io.ffolayer.lab.trust.AtomCurve.atLogarithms;
import static io.ffolayer.model.Constant.constant;

import io.ffolayer.model.Affine;
import io.ffolayer.model.Expression;
import io.ffolayer.model.atom.Atoms;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// The atoms as functions of one number. Piecewise linear ones stand beside x²/2.
final class AtomCurves {
  private AtomCurves() {}

  static List<AtomCurve> all() {
    List<AtomCurve> all = new ArrayList<>();
    all.addAll(exponentials());
    all.addAll(powers());
    all.addAll(norms());
    all.addAll(matrices());
    all.addAll(linear());
    return all;
  }

  private static double logistic(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double spread(double x) {
    return logistic(x) * logistic(-x);
  }

  private static List<AtomCurve> exponentials() {
    return List.of(
        atLogarithms("exp", (x, size) -> Atoms.exp(x), Math::exp, Math::exp),
        atLogarithms(
            "logistic", (x, size) -> Atoms.logistic(x), AtomCurves::logistic, AtomCurves::spread),
        atLogarithms(
            "logSumExp",
            (x, size) -> Atoms.logSumExp(Affine.stack(x, constant(0))),
            AtomCurves::logistic,
            AtomCurves::spread),
        atLogarithms(
            "logAddExp",
            (x, size) -> Atoms.logAddExp(x, constant(0)),
            AtomCurves::logistic,
            AtomCurves::spread),
        new AtomCurve(
            "xexp",
            (x, size) -> Atoms.xexp(x),
            x -> (1 + x) * Math.exp(x),
            x -> (2 + x) * Math.exp(x),
            x -> Math.log1p(x)),
        at("log", (x, size) -> Atoms.log(x).negate(), x -> -1 / x, x -> 1 / (x * x)),
        at(
            "log1p",
            (x, size) -> Atoms.log1p(x).negate(),
            x -> -1 / (1 + x),
            x -> 1 / ((1 + x) * (1 + x))),
        at("entropy", (x, size) -> Atoms.entropy(x).negate(), x -> 1 + Math.log(x), x -> 1 / x),
        at(
            "relEntropy",
            (x, size) -> Atoms.relEntropy(x, constant(size)),
            x -> 1 + Math.log(x / decade(x)),
            x -> 1 / x),
        at(
            "klDiv",
            (x, size) -> Atoms.klDiv(x, constant(3 * size)),
            x -> Math.log(x / (3 * decade(x))),
            x -> 1 / x));
  }

  /// The size that [AtomCurve.Making] is given for this x.
  private static double decade(double x) {
    return Math.pow(10, Math.rint(Math.log10(x)));
  }

  private static List<AtomCurve> powers() {
    List<AtomCurve> all = new ArrayList<>();
    for (double p : new double[] {1.5, 3, 4, -1, -2, 0.3, 0.5}) {
      double sign = p > 0 && p < 1 ? -1 : 1;
      all.add(
          at(
              "power " + p,
              (x, size) -> Atoms.power(x, p).times(sign),
              x -> sign * p * Math.pow(x, p - 1),
              x -> sign * p * (p - 1) * Math.pow(x, p - 2)));
    }
    all.add(at("square", (x, size) -> Atoms.square(x), x -> 2 * x, x -> 2));
    all.add(at("sumSquares", (x, size) -> Atoms.sumSquares(x), x -> 2 * x, x -> 2));
    all.add(at("huber", (x, size) -> Atoms.huber(x, 9 * size), x -> 2 * x, x -> 2));
    all.add(
        at(
            "quadOverLin",
            (x, size) -> Atoms.quadOverLin(constant(size), x),
            x -> -decade(x) * decade(x) / (x * x),
            x -> 2 * decade(x) * decade(x) / (x * x * x)));
    all.add(at("inverse", (x, size) -> Atoms.inverse(x), x -> -1 / (x * x), x -> 2 / (x * x * x)));
    all.add(
        at(
            "sqrt",
            (x, size) -> Atoms.sqrt(x).negate(),
            x -> -0.5 / Math.sqrt(x),
            x -> 0.25 / (x * Math.sqrt(x))));
    return all;
  }

  private static List<AtomCurve> norms() {
    return List.of(
        at(
            "norm2",
            (x, size) -> Atoms.norm2(Affine.stack(x, constant(size))),
            x -> x / Math.hypot(x, decade(x)),
            x -> decade(x) * decade(x) / Math.pow(Math.hypot(x, decade(x)), 3)),
        at(
            "pnorm 3",
            (x, size) -> Atoms.pnorm(Affine.stack(x, constant(size)), 3),
            x -> Math.pow(1 + Math.pow(decade(x) / x, 3), -2. / 3),
            x ->
                2
                    * Math.pow(decade(x) / x, 3)
                    / x
                    * Math.pow(1 + Math.pow(decade(x) / x, 3), -5. / 3)),
        at(
            "geoMean",
            (x, size) -> Atoms.geoMean(Affine.stack(x, constant(1))).negate(),
            x -> -0.5 / Math.sqrt(x),
            x -> 0.25 / (x * Math.sqrt(x))),
        at(
            "harmonicMean",
            (x, size) -> Atoms.harmonicMean(Affine.stack(x, constant(size))).negate(),
            x -> -2 / Math.pow(1 + x / decade(x), 2),
            x -> 4 / decade(x) / Math.pow(1 + x / decade(x), 3)));
  }

  /// Of the matrix diag(x, x), or diag(x, 0) where one eigenvalue must stand alone.
  private static List<AtomCurve> matrices() {
    return List.of(
        at("logDet", (x, size) -> Atoms.logDet(twice(x)).negate(), x -> -2 / x, x -> 2 / (x * x)),
        at(
            "traceInv",
            (x, size) -> Atoms.traceInv(twice(x)),
            x -> -2 / (x * x),
            x -> 4 / (x * x * x)),
        at(
            "matrixFrac",
            (x, size) -> Atoms.matrixFrac(constant(new double[] {1, 2}), twice(x)),
            x -> -5 / (x * x),
            x -> 10 / (x * x * x)),
        beside("lambdaMax", x -> Atoms.lambdaMax(alone(x)), 1),
        beside("sigmaMax", x -> Atoms.sigmaMax(alone(x)), 1),
        beside("normNuc", x -> Atoms.normNuc(twice(x)), 2));
  }

  private static Expression twice(Expression x) {
    return Affine.diag(Affine.stack(x, x));
  }

  private static Expression alone(Expression x) {
    return Affine.diag(Affine.stack(x, constant(0)));
  }

  private static List<AtomCurve> linear() {
    return List.of(
        beside("abs", Atoms::abs, 1),
        beside("pos", Atoms::pos, 1),
        beside("neg", x -> Atoms.neg(x.negate()), 1),
        beside("maximum", x -> Atoms.maximum(x, constant(0)), 1),
        beside("minimum", x -> Atoms.minimum(x.negate(), constant(0)).negate(), 1),
        beside("max", x -> Atoms.max(Affine.stack(x, constant(0))), 1),
        beside("min", x -> Atoms.min(Affine.stack(x.negate(), constant(0))).negate(), 1),
        beside("norm1", x -> Atoms.norm1(Affine.stack(x, x)), 2),
        beside("normInf", x -> Atoms.normInf(Affine.stack(x, constant(0))), 1),
        beside(
            "sumLargest", x -> Atoms.sumLargest(Affine.stack(x, constant(0), constant(-1)), 1), 1));
  }

  /// x²/2 + the size of x times a function of this slope.
  private static AtomCurve beside(String name, UnaryOperator<Expression> atom, double slope) {
    return at(
        name,
        (x, size) -> Atoms.square(x).times(0.5).plus(atom.apply(x).times(size)),
        x -> x + slope * decade(x),
        x -> 1);
  }
}
