package io.ffolayer.lab.trust.face;

import io.ffolayer.program.Cone;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;

/// A kind of complementary pairs: a line of the tables of `docs/maths-cones.md`.
///
/// @param cone of these pairs, as a reader calls it
/// @param name of the line
/// @param kind how s and z lie
/// @param making draws a pair
public record Face(String cone, String name, Kind kind, Making making) {
  /// How s and z lie on their faces.
  public enum Kind {
    /// Strictly complementary: there is one derivative.
    STRICT("strictly complementary"),
    /// One direction is weak: the two one-sided derivatives are known.
    ONE_WEAK("one weak direction"),
    /// Several are: only that a flag must stand there is known.
    WEAK("several weak directions");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    /// In the words of a table.
    public String text() {
      return text;
    }
  }

  /// Draws pairs of one face.
  public interface Making {
    /// The pair: of a weak one the same pair once more for each side.
    List<Pair> draw(Sizes sizes);
  }

  /// Draws numbers of the size 1, or of very different sizes.
  ///
  /// @param decades how far apart the sizes of the coordinates of one cone are; 0 for .3 to 3
  public record Sizes(SplittableRandom random, double decades) {
    /// A positive number: .3 to 3, times one of 10^±decades or 1.
    double next() {
      double shift = decades == 0 ? 0 : decades * (random.nextInt(3) - 1);
      return random.nextDouble(0.3, 3) * Math.pow(10, shift);
    }

    double within(double low, double high) {
      return random.nextDouble(low, high);
    }

    double[] gaussian(int size) {
      double[] v = new double[size];
      for (int i = 0; i < size; i++) v[i] = random.nextGaussian();
      return v;
    }

    boolean coin() {
      return random.nextBoolean();
    }

    /// An exponent r of eʳ: within ±2, or as far out as e^±20.
    double exponent() {
      if (decades == 0) return within(-2, 2);
      double size = decades * Math.log(10) * within(0.3, 1.2);
      return coin() ? size : -size;
    }
  }

  /// The exponents of power cones in a sweep.
  private static final double[] EXPONENTS = {0.15, 0.3, 0.5, 0.7, 0.9};

  /// Every face of every cone.
  public static List<Face> all() {
    List<Face> faces = new ArrayList<>(OrthantFaces.all());
    for (int size : new int[] {1, 2, 3, 5}) faces.addAll(SecondOrderFaces.of(size));
    for (int order : new int[] {2, 3, 4}) faces.addAll(PsdFaces.of(order));
    faces.addAll(ExponentialFaces.all());
    for (double alpha : EXPONENTS) faces.addAll(PowerFaces.of(alpha));
    faces.addAll(products(faces));
    return faces;
  }

  /// Two or three cones at once, each on a face taken at random.
  private static List<Face> products(List<Face> factors) {
    List<Face> strict = factors.stream().filter(f -> f.kind == Kind.STRICT).toList();
    List<Face> oneWeak = factors.stream().filter(f -> f.kind == Kind.ONE_WEAK).toList();
    List<Face> products = new ArrayList<>();
    for (int count : new int[] {2, 3})
      products.add(
          new Face(
              "product",
              count + " cones",
              Kind.STRICT,
              sizes -> product(strict, strict, count, sizes)));
    products.add(
        new Face(
            "product",
            "2 cones, one weak",
            Kind.ONE_WEAK,
            sizes -> product(oneWeak, strict, 2, sizes)));
    return products;
  }

  private static List<Pair> product(List<Face> first, List<Face> rest, int count, Sizes sizes) {
    List<Pair> pairs = first.get(sizes.random.nextInt(first.size())).making.draw(sizes);
    for (int k = 1; k < count; k++) {
      Pair other = rest.get(sizes.random.nextInt(rest.size())).making.draw(sizes).getFirst();
      pairs = pairs.stream().map(pair -> pair.and(other)).toList();
    }
    return pairs;
  }

  static Face strict(String cone, String name, Function<Sizes, Pair> making) {
    return new Face(cone, name, Kind.STRICT, sizes -> List.of(making.apply(sizes)));
  }

  static Face oneWeak(String cone, String name, Making making) {
    return new Face(cone, name, Kind.ONE_WEAK, making);
  }

  static Face weak(String cone, String name, Function<Sizes, Pair> making) {
    return new Face(cone, name, Kind.WEAK, sizes -> List.of(making.apply(sizes)));
  }

  /// A pair with s inside or, where `dual`, z inside: every direction is free on that side. For
  /// weak faces, whose derivative nobody asks for.
  static Pair loose(Cone cone, double[] s, double[] z, boolean dual) {
    Pair.Builder builder = new Pair.Builder(cone, s, z);
    for (int i = 0; i < s.length; i++)
      if (dual) builder.freeDualAlong(i, 1);
      else builder.freeSlackAlong(i, 1);
    return builder.build();
  }

  @Override
  public String toString() {
    return cone + ": " + name;
  }
}
