package io.ffolayer.internal.kkt.semidefinite;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.RowBlock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What is known of a program with semidefinite cones before its numbers, for all threads.
public final class SpectralStructure {
  /// Variables whose n² numbers an array can hold.
  private static final int LARGEST = 40_000;

  private static final double NANOS_PER_FLOP = 0.06;

  /// Flops per k³ of the products with a rotation that go with a factorisation.
  private static final double PRODUCTS = 150;

  final ProgramStructure program;
  final List<DataMatrices> matrices = new ArrayList<>();
  final ListedRows others;

  public SpectralStructure(ProgramStructure program) {
    this.program = program;
    boolean[] semidefinite = new boolean[program.rows()];
    List<ProgramStructure.ConeRows> cones = program.cones();
    int block = 0, blockFirst = 0;
    for (int k = 0; k < cones.size(); k++) {
      int first = cones.get(k).first();
      if (!(cones.get(k).cone() instanceof PsdCone cone)) continue;
      while (first >= blockFirst + program.blocks().get(block).rows())
        blockFirst += program.blocks().get(block++).rows();
      RowBlock rows = program.blocks().get(block);
      matrices.add(new DataMatrices(k, first, cone.order(), block, rows.layout(), blockFirst));
      Arrays.fill(semidefinite, first, cones.get(k).end(), true);
    }
    others = new ListedRows(program, ConeBlock.of(program), semidefinite);
  }

  /// Number of semidefinite cones.
  public int cones() {
    return matrices.size();
  }

  public int order(int cone) {
    return matrices.get(cone).order;
  }

  /// Number of variables that a cone meets.
  public int columns(int cone) {
    return matrices.get(cone).variable.length;
  }

  /// The predicted time of a factorisation and of the products for its answers; infinite where the
  /// Schur complement is more than an array can hold.
  public double nanos() {
    double n = program.variables();
    if (n > LARGEST) return Double.POSITIVE_INFINITY;
    double nanos = NANOS_PER_FLOP * n * n * n;
    for (DataMatrices cone : matrices)
      nanos += NANOS_PER_FLOP * (ProductSum.flops(cone) + PRODUCTS * Math.pow(cone.order, 3));
    return nanos;
  }
}
