package io.ffolayer.internal.canon.lowering;

import io.ffolayer.internal.canon.graph.ConicConstraint;
import io.ffolayer.model.Constraint;
import io.ffolayer.program.AffineMap;
import io.ffolayer.program.Cone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.RowBlock;
import io.ffolayer.program.ZeroCone;
import io.ffolayer.program.matrix.Layout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The step that gathers the rows by cone: one block of rows for the equalities, one for the
/// inequalities, one for the other cones – of each a dense and a sparse one, and apart what depends
/// on parameters, so that a constant block stays constant. Large dense blocks stand alone.
public final class RowGathering {
  private static final long LARGE = 100_000;
  private static final double DENSE = 0.6;

  private final int n;
  private final ParameterOrder parameters;
  private final List<AffineMap> rhs = new ArrayList<>();
  private int rows;

  private final List<RowBlock> blocks = new ArrayList<>();
  private final List<AffineMap> matrices = new ArrayList<>();
  private final Map<Constraint, Integer> firstRows = new HashMap<>();
  private final BitSet auxiliaryRows = new BitSet();

  public RowGathering(int n, ParameterOrder parameters) {
    this.n = n;
    this.parameters = parameters;
  }

  /// @param matrix the rows over the columns, `constant` what no variable multiplies
  private record Rows(ConicConstraint constraint, LinearForm matrix, LinearForm constant) {
    long area(int n) {
      return (long) matrix.rows() * n;
    }
  }

  /// What stands in one block.
  private record Key(int cone, boolean dense, boolean parametric, int alone) {}

  public List<RowBlock> blocks() {
    return blocks;
  }

  /// The matrix of each block.
  public List<AffineMap> matrices() {
    return matrices;
  }

  /// The first row of each constraint of the user.
  public Map<Constraint, Integer> firstRows() {
    return firstRows;
  }

  /// The rows that bind auxiliary variables to what they stand for in constraints.
  public BitSet auxiliaryRows() {
    return auxiliaryRows;
  }

  public AffineMap rhs() {
    if (rhs.isEmpty()) return new AffineMap.Fixed(new double[0]);
    return rhs.size() == 1 ? rhs.getFirst() : new AffineMap.Stack(rhs);
  }

  public void gather(List<ConicConstraint> constraints, Lowering lowering) {
    Map<Key, List<Rows>> groups = new LinkedHashMap<>();
    for (int cone = 0; cone < 3; cone++)
      for (int k = 0; k < constraints.size(); k++) {
        ConicConstraint constraint = constraints.get(k);
        if (rank(constraint.cone()) != cone) continue;
        LinearForm form = lowering.of(constraint.expression());
        Rows part = new Rows(constraint, form.part(false), form.part(true));
        boolean dense = part.matrix.count() > DENSE * part.area(n);
        boolean alone = dense && part.area(n) > LARGE;
        Key key = new Key(cone, dense, part.matrix.readsParameters(), alone ? k : -1);
        groups.computeIfAbsent(key, ignored -> new ArrayList<>()).add(part);
      }
    groups.forEach((key, parts) -> addBlock(key.dense, parts));
  }

  private static int rank(Cone cone) {
    return switch (cone) {
      case ZeroCone zero -> 0;
      case NonnegativeCone nonnegative -> 1;
      default -> 2;
    };
  }

  /// e = By + c ∈ K stands as −By + s = c; e = 0 as By = −c, so that its dual has the sign of the
  /// Lagrangian.
  private void addBlock(boolean dense, List<Rows> parts) {
    List<Term> terms = new ArrayList<>();
    List<Term> constants = new ArrayList<>();
    List<Cone> cones = new ArrayList<>();
    int size = 0;
    for (Rows part : parts) {
      Constraint source = part.constraint.source();
      if (source != null) firstRows.put(source, rows + size);
      if (part.constraint.isAuxiliary())
        auxiliaryRows.set(rows + size, rows + size + part.matrix.rows());
      double sign = part.constraint.cone() instanceof ZeroCone ? 1 : -1;
      for (Term term : part.matrix.terms()) terms.add(placed(term, sign, size));
      for (Term term : part.constant.terms()) constants.add(placed(term, -sign, size));
      cones.add(part.constraint.cone());
      size += part.matrix.rows();
    }
    if (dense) {
      blocks.add(new RowBlock(merged(cones), new Layout.Dense(size, n)));
      matrices.add(SlotMaps.map(size * n, terms, parameters, (row, column) -> row * n + column));
    } else {
      Layout.Sparse pattern = SlotMaps.pattern(size, n, terms, false);
      blocks.add(new RowBlock(merged(cones), pattern));
      matrices.add(SlotMaps.map(pattern.size(), terms, parameters, pattern::position));
    }
    rhs.add(SlotMaps.vector(size, constants, parameters));
    rows += size;
  }

  private static Term placed(Term term, double factor, int row) {
    Term scaled = factor == 1 ? term : term.scaled(factor);
    return row == 0 ? scaled : scaled.shifted(row);
  }

  private static Cone merged(List<Cone> cones) {
    if (cones.size() == 1) return cones.getFirst();
    int size = cones.stream().mapToInt(Cone::size).sum();
    return switch (cones.getFirst()) {
      case ZeroCone zero -> new ZeroCone(size);
      case NonnegativeCone nonnegative -> new NonnegativeCone(size);
      default -> new ProductCone(cones);
    };
  }
}
