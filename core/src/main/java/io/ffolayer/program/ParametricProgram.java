package io.ffolayer.program;

import io.ffolayer.program.matrix.Batched;
import io.ffolayer.program.matrix.ShapeException;
import java.util.ArrayList;
import java.util.List;

/// A program whose numbers are affine in the parameters: (P, q, A, b) = M·(θ, 1), kept as a map per
/// slot.
///
/// @param structure sizes, cones and layouts
/// @param quadratic to P on its layout
/// @param linear to q
/// @param rows to each block of rows of A on its layout
/// @param rhs to b
public record ParametricProgram(
    ProgramStructure structure,
    AffineMap quadratic,
    AffineMap linear,
    List<AffineMap> rows,
    AffineMap rhs) {
  /// So many numbers take longer than to hand them to another thread.
  private static final int WORTH_THREADS = 1 << 14;

  public ParametricProgram {
    rows = List.copyOf(rows);
    expect("P", quadratic, structure.quadratic().size());
    expect("q", linear, structure.variables());
    expect("b", rhs, structure.rows());
    for (int k = 0; k < rows.size(); k++)
      expect("A, block " + k, rows.get(k), structure.blocks().get(k).layout().size());
  }

  private static void expect(String slot, AffineMap map, int size) {
    if (map.size() != size)
      throw new ShapeException(slot + " has " + map.size() + " values, expected " + size);
  }

  /// Does the same for the instances of a batch in ranges of its choice, each once, and returns
  /// when all are done.
  public interface EachInstance {
    /// The calling thread, one range.
    EachInstance HERE = (batch, work) -> work.on(0, batch);

    /// What is done for instances `from` ≤ i < `to`.
    interface Work {
      void on(int from, int to);
    }

    void run(int batch, Work work);
  }

  /// The numbers of a batch. A slot that is one parameter or one constant is a view, without a
  /// copy.
  public ProgramData at(ParameterValues theta) {
    return at(theta, EachInstance.HERE);
  }

  /// The same, by whoever does it for each instance, on several threads for example.
  public ProgramData at(ParameterValues theta, EachInstance each) {
    List<Batched> rowData = new ArrayList<>(rows.size());
    for (AffineMap map : rows) rowData.add(slot(map, theta, each));
    return new ProgramData(
        structure,
        theta.batch(),
        slot(quadratic, theta, each),
        slot(linear, theta, each),
        rowData,
        slot(rhs, theta, each));
  }

  /// The change of the numbers when the parameters change by θ: the linear part of [#at].
  public ProgramData changeAt(ParameterValues theta) {
    return new ParametricProgram(
            structure,
            linearPart(quadratic),
            linearPart(linear),
            rows.stream().map(ParametricProgram::linearPart).toList(),
            linearPart(rhs))
        .at(theta);
  }

  private static AffineMap linearPart(AffineMap map) {
    return switch (map) {
      case AffineMap.Fixed fixed -> new AffineMap.Fixed(new double[fixed.size()]);
      case AffineMap.Same same -> same;
      case AffineMap.Entries entries -> entries;
      case AffineMap.Strided strided -> strided;
      case AffineMap.Sum sum ->
          new AffineMap.Sum(
              sum.size(), sum.terms().stream().map(ParametricProgram::linearPart).toList());
      case AffineMap.Stack stack ->
          new AffineMap.Stack(stack.parts().stream().map(ParametricProgram::linearPart).toList());
    };
  }

  private static Batched slot(AffineMap map, ParameterValues theta, EachInstance each) {
    return switch (map) {
      case AffineMap.Fixed fixed -> new Batched(fixed.values(), fixed.size(), 0, fixed);
      case AffineMap.Same same -> {
        int p = same.parameter();
        yield new Batched(
            theta.values()[p], same.size(), theta.batched()[p] ? same.size() : 0, theta);
      }
      case AffineMap.Entries entries -> filled(map, theta, each);
      case AffineMap.Strided strided -> filled(map, theta, each);
      case AffineMap.Sum sum -> filled(map, theta, each);
      case AffineMap.Stack stack -> filled(map, theta, each);
    };
  }

  private static Batched filled(AffineMap map, ParameterValues theta, EachInstance each) {
    boolean differs = map.dependsOnBatch(theta);
    int size = map.size(), instances = differs ? theta.batch() : 1;
    double[] out = new double[Tensor.sizeOf(instances, size)];
    EachInstance by = size * (long) instances < WORTH_THREADS ? EachInstance.HERE : each;
    by.run(
        instances,
        (from, to) -> {
          for (int i = from; i < to; i++) map.apply(theta, i, out, i * size);
        });
    return new Batched(out, size, differs ? size : 0, theta);
  }
}
