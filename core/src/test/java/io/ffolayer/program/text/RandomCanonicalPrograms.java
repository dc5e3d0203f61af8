package io.ffolayer.program.text;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ParameterDomain;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.canonical.SemidefinitePattern;
import io.ffolayer.program.canonical.Tightening;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Programs of every cone, layout, map and output, with numbers of every kind. They need not have a
/// solution.
final class RandomCanonicalPrograms {
  private static final double[] SPECIAL = {
    0,
    -0.0,
    1,
    -1,
    Double.MIN_VALUE,
    Double.MAX_VALUE,
    Double.MIN_NORMAL,
    0.1,
    1.0 / 3,
    Double.POSITIVE_INFINITY,
    Double.NEGATIVE_INFINITY,
    1e22,
    9007199254740991.0
  };

  private static final String[] NAMES = {"x", "", "sum(x) ≥ \"1\"", "a\\b\n\tc", "λ 𝄞", "\u2028"};

  private static final List<Output.Vector> VECTORS = List.of(Output.Vector.values());

  private final SplittableRandom random;
  private final List<ProgramParameter> parameters = new ArrayList<>();

  RandomCanonicalPrograms(long seed) {
    random = new SplittableRandom(seed);
  }

  CanonicalProgram next() {
    parameters.clear();
    for (int p = random.nextInt(1, 5); p > 0; p--) parameters.add(parameter());
    int n = random.nextInt(1, 7);
    List<RowBlock> blocks = new ArrayList<>();
    for (int k = random.nextInt(4); k > 0; k--) {
      Cone cone = cone();
      blocks.add(new RowBlock(cone, layout(cone.size(), n)));
    }
    int m = blocks.stream().mapToInt(RowBlock::rows).sum();
    var auxiliaries = new Auxiliaries(subset(n), subset(m));
    var structure = new ProgramStructure(quadratic(n), blocks, auxiliaries);
    List<AffineMap> rows = blocks.stream().map(block -> map(block.layout().size(), 0)).toList();
    var program =
        new ParametricProgram(
            structure,
            map(structure.quadratic().size(), 0),
            map(n, 0),
            rows,
            map(structure.rows(), 0));
    List<ProgramOutput> outputs = new ArrayList<>();
    for (int k = random.nextInt(5); k > 0; k--) outputs.add(output(n, structure.rows()));
    Tightening tightening = new Tightening(auxiliaries.variables(), auxiliaries.rows(), map(n, 0));
    return new CanonicalProgram(program, parameters, outputs, tightening);
  }

  private ProgramParameter parameter() {
    ParameterDomain domain = domain();
    if (domain != ParameterDomain.PSD || random.nextBoolean())
      return new ProgramParameter(name(), shape(), random.nextBoolean(), domain);
    var pattern = new SemidefinitePattern(Layout.Sparse.diagonal(random.nextInt(1, 5)));
    int[] shape = {pattern.pattern().size()};
    return new ProgramParameter(name(), shape, random.nextBoolean(), domain, pattern);
  }

  private BitSet subset(int length) {
    BitSet set = new BitSet();
    for (int k = 0; k < length; k++) set.set(k, random.nextBoolean());
    return set;
  }

  private String name() {
    return NAMES[random.nextInt(NAMES.length)];
  }

  private int[] shape() {
    return random.ints(random.nextInt(4), 1, 4).toArray();
  }

  private double number() {
    return switch (random.nextInt(3)) {
      case 0 -> SPECIAL[random.nextInt(SPECIAL.length)];
      case 1 -> random.nextGaussian();
      default -> {
        double bits = Double.longBitsToDouble(random.nextLong());
        yield Double.isNaN(bits) ? 0.5 : bits;
      }
    };
  }

  private double[] numbers(int count) {
    return IntStream.range(0, count).mapToDouble(k -> number()).toArray();
  }

  private int[] indices(int count, int below) {
    return random.ints(count, 0, below).toArray();
  }

  private Cone cone() {
    return switch (random.nextInt(7)) {
      case 0 -> new ZeroCone(random.nextInt(4));
      case 1 -> new NonnegativeCone(random.nextInt(5));
      case 2 -> new SecondOrderCone(random.nextInt(1, 5));
      case 3 -> new PsdCone(random.nextInt(1, 4));
      case 4 -> new ExponentialCone();
      case 5 -> new PowerCone(random.nextDouble(0.01, 0.99));
      default ->
          new ProductCone(
              IntStream.range(0, random.nextInt(4))
                  .boxed()
                  .flatMap(
                      k -> java.util.Collections.nCopies(random.nextInt(1, 4), cone()).stream())
                  .toList());
    };
  }

  private Layout layout(int rows, int columns) {
    if (random.nextBoolean()) return new Layout.Dense(rows, columns);
    int[] stored = IntStream.range(0, rows * columns).filter(k -> random.nextInt(3) == 0).toArray();
    int[] i = IntStream.of(stored).map(k -> k / columns).toArray();
    int[] j = IntStream.of(stored).map(k -> k % columns).toArray();
    return Layout.Sparse.ofEntries(rows, columns, i, j);
  }

  private Layout quadratic(int n) {
    return switch (random.nextInt(3)) {
      case 0 -> new Layout.Dense(n, n);
      case 1 -> Layout.Sparse.empty(n, n);
      default -> Layout.Sparse.diagonal(n);
    };
  }

  private AffineMap map(int size, int depth) {
    int p = random.nextInt(parameters.size());
    int from = parameters.get(p).size();
    return switch (random.nextInt(depth > 2 ? 4 : 6)) {
      case 0 -> new AffineMap.Fixed(numbers(size));
      case 1 -> from == size ? new AffineMap.Same(p, size) : new AffineMap.Fixed(numbers(size));
      case 2 -> {
        int count = size == 0 ? 0 : random.nextInt(6);
        yield new AffineMap.Entries(
            p, size, indices(count, Math.max(1, size)), indices(count, from), numbers(count));
      }
      case 3 -> strided(p, size, from);
      case 4 -> {
        int first = random.nextInt(size + 1);
        yield new AffineMap.Stack(List.of(map(first, depth + 1), map(size - first, depth + 1)));
      }
      default ->
          new AffineMap.Sum(
              size,
              IntStream.range(0, random.nextInt(4)).mapToObj(k -> map(size, depth + 1)).toList());
    };
  }

  private AffineMap strided(int p, int size, int from) {
    if (size == 0) return new AffineMap.Fixed(new double[0]);
    int[] counts = {Math.min(size, from)};
    boolean backward = random.nextBoolean();
    return new AffineMap.Strided(
        p,
        size,
        number(),
        counts,
        new AffineMap.Walk(0, new int[] {1}),
        new AffineMap.Walk(backward ? counts[0] - 1 : 0, new int[] {backward ? -1 : 1}));
  }

  private ProgramOutput output(int n, int m) {
    if (random.nextInt(3) == 0) {
      List<ObjectiveConstant.Square> squares = new ArrayList<>();
      for (int k = random.nextInt(3); k > 0; k--) {
        int size = random.nextInt(1, 4);
        squares.add(
            new ObjectiveConstant.Square(
                map(size, 1), indices(2, size), indices(2, size), numbers(2)));
      }
      var constant = new ObjectiveConstant(map(1, 1), squares);
      return new ProgramOutput(
          name(), new int[0], new Output.Value(-1, constant, random.nextBoolean()));
    }
    Output.Vector vector = VECTORS.get(m == 0 ? 0 : random.nextInt(VECTORS.size()));
    int length = vector == Output.Vector.Y ? n : m;
    int size = random.nextInt(1, length + 1);
    boolean indexed = random.nextBoolean();
    Output part =
        new Output.Part(
            vector,
            size,
            indexed ? 0 : random.nextInt(length - size + 1),
            indexed ? indices(size, length) : null,
            random.nextBoolean() ? numbers(size) : null,
            random.nextBoolean());
    return new ProgramOutput(name(), new int[] {size}, part);
  }

  private ParameterDomain domain() {
    List<ParameterDomain> domains = List.of(ParameterDomain.values());
    return domains.get(random.nextInt(domains.size()));
  }
}
