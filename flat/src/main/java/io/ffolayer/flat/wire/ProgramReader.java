package io.ffolayer.flat.wire;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Auxiliaries;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ProgramOutput;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Makes a program of ints and doubles.
///
/// ```
/// program    n  auxiliaries  parameters  cones  P  q  A  b
/// auxiliaries  count, then the variables without a meaning of their own, by index
/// parameters   count, then for each the number of its values, the length of its name and its code points
/// cones        count, then for each its kind and its size:
///              0 zero, 1 nonnegative, 2 second-order   the number of rows
///              3 semidefinite                          the order of the matrices
///              4 exponential                           3
///              5 power                                 3, and α among the doubles
/// P, A         a layout, then a map to its values:     0 dense, row-major; P in full
///                                                      1 sparse: columns + 1 starts, then row indices; P its upper triangle
/// q, b         a map to n and to m values
/// map          0 constant: its values among the doubles
///              1 a parameter as it is: its index
///              2 a sum: the values at θ = 0 among the doubles, the number of terms, then for each
///                the index of a parameter, the number of entries k, k places in the slot, k places in
///                the parameter, and k factors among the doubles
/// ```
///
/// The outputs of the program are y, z, s and the optimal value, in this order.
public final class ProgramReader {
  private static final int DENSE = 0;
  private static final int SPARSE = 1;
  private static final int CONSTANT = 0;
  private static final int SAME = 1;
  private static final int SUM = 2;

  private final WireReader wire;
  private final List<ProgramParameter> parameters = new ArrayList<>();

  private ProgramReader(WireReader wire) {
    this.wire = wire;
  }

  /// @throws IllegalArgumentException if the lists are not those of a program
  public static CanonicalProgram read(int[] ints, double[] doubles) {
    WireReader wire = new WireReader(ints, doubles);
    CanonicalProgram program = new ProgramReader(wire).program();
    wire.requireEnd();
    return program;
  }

  private CanonicalProgram program() {
    int n = wire.readInt();
    if (n < 1) throw new IllegalArgumentException("a program needs variables, got n = " + n);
    Auxiliaries auxiliaries = auxiliaries();
    int count = wire.readInt();
    for (int p = 0; p < count; p++) parameters.add(parameter());
    List<Cone> cones = cones();
    int m = cones.stream().mapToInt(Cone::size).sum();
    int[] sizes = parameters.stream().mapToInt(ProgramParameter::size).toArray();
    Layout p = layout(n, n);
    AffineMap quadratic = Maps.compact(map(p.size()), sizes);
    AffineMap linear = Maps.compact(map(n), sizes);
    Layout a = layout(m, n);
    AffineMap entries = map(a.size());
    FilledRows rows =
        m == 0 ? new FilledRows(List.of(), List.of()) : FilledRows.of(cones, a, entries, sizes);
    AffineMap rhs = Maps.compact(map(m), sizes);
    ProgramStructure structure = new ProgramStructure(p, rows.blocks(), auxiliaries);
    return new CanonicalProgram(
        new ParametricProgram(structure, quadratic, linear, rows.maps(), rhs),
        parameters,
        outputs(n, m));
  }

  private ProgramParameter parameter() {
    int[] shape = {wire.readInt()};
    int[] name = wire.readInts(wire.readInt());
    return new ProgramParameter(new String(name, 0, name.length), shape, false);
  }

  private static List<ProgramOutput> outputs(int n, int m) {
    return List.of(
        new ProgramOutput("y", new int[] {n}, Output.Part.consecutive(Output.Vector.Y, 0, n)),
        new ProgramOutput("z", new int[] {m}, Output.Part.consecutive(Output.Vector.Z, 0, m)),
        new ProgramOutput("s", new int[] {m}, Output.Part.consecutive(Output.Vector.S, 0, m)),
        new ProgramOutput(
            "objective", new int[0], new Output.Value(1, ObjectiveConstant.ZERO, false)));
  }

  private Auxiliaries auxiliaries() {
    BitSet variables = new BitSet();
    for (int j : wire.readInts(wire.readInt())) {
      if (j < 0) throw new IllegalArgumentException("there is no variable " + j);
      variables.set(j);
    }
    return variables.isEmpty() ? Auxiliaries.NONE : new Auxiliaries(variables, new BitSet());
  }

  private List<Cone> cones() {
    int count = wire.readInt();
    List<Cone> cones = new ArrayList<>(count);
    for (int k = 0; k < count; k++) cones.add(cone(wire.readInt(), wire.readInt()));
    return cones;
  }

  private Cone cone(int kind, int size) {
    return switch (kind) {
      case 0 -> new ZeroCone(size);
      case 1 -> new NonnegativeCone(size);
      case 2 -> new SecondOrderCone(size);
      case 3 -> new PsdCone(size);
      case 4 -> new ExponentialCone();
      case 5 -> new PowerCone(wire.readDouble());
      default -> throw new IllegalArgumentException("there is no kind of cone " + kind);
    };
  }

  private Layout layout(int rows, int columns) {
    int kind = wire.readInt();
    return switch (kind) {
      case DENSE -> new Layout.Dense(rows, columns);
      case SPARSE -> {
        int[] starts = wire.readInts(columns + 1);
        yield Layout.Sparse.ofColumns(rows, columns, starts, wire.readInts(starts[columns]));
      }
      default -> throw new IllegalArgumentException("there is no kind of layout " + kind);
    };
  }

  private AffineMap map(int size) {
    int kind = wire.readInt();
    return switch (kind) {
      case CONSTANT -> new AffineMap.Fixed(wire.readDoubles(size));
      case SAME -> same(wire.readInt(), size);
      case SUM -> sum(size);
      default -> throw new IllegalArgumentException("there is no kind of map " + kind);
    };
  }

  private AffineMap same(int parameter, int size) {
    int length = sizeOf(parameter);
    if (length != size)
      throw new IllegalArgumentException(
          "parameter %d has %d values, its slot %d".formatted(parameter, length, size));
    return new AffineMap.Same(parameter, size);
  }

  private AffineMap sum(int size) {
    List<AffineMap> terms = new ArrayList<>();
    terms.add(new AffineMap.Fixed(wire.readDoubles(size)));
    int count = wire.readInt();
    for (int k = 0; k < count; k++) terms.add(entries(size));
    return new AffineMap.Sum(size, terms);
  }

  private AffineMap entries(int size) {
    int parameter = wire.readInt();
    int count = wire.readInt();
    int[] target = wire.readInts(count);
    int[] source = wire.readInts(count);
    requireWithin(target, size, "slot");
    requireWithin(source, sizeOf(parameter), "parameter");
    return new AffineMap.Entries(parameter, size, target, source, wire.readDoubles(count));
  }

  private int sizeOf(int parameter) {
    if (parameter < 0 || parameter >= parameters.size())
      throw new IllegalArgumentException(
          "there is no parameter %d, there are %d".formatted(parameter, parameters.size()));
    return parameters.get(parameter).size();
  }

  private static void requireWithin(int[] places, int size, String what) {
    for (int place : places)
      if (place < 0 || place >= size)
        throw new IllegalArgumentException(
            "a map names place %d of a %s with %d values".formatted(place, what, size));
  }
}
