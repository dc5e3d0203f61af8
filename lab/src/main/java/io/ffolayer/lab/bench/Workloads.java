package io.ffolayer.lab.bench;

import io.ffolayer.solve.interior.InteriorPoint;
import java.util.List;
import java.util.stream.Stream;

/// The workloads that `ffo bench` knows, in the order of its table.
public final class Workloads {
  private static final List<Workload> ALL =
      Stream.of(
              dense("dense-10", 10, 0, 128),
              dense("dense-100", 100, 0, 64),
              dense("dense-100-eq20", 100, 20, 64),
              dense("dense-200", 200, 0, 64),
              new Workload(
                  "shared-100",
                  64,
                  "n = m = 100, P and G shared; q, h",
                  () -> new DensePrograms(100, 0, 64, true).task()),
              paper(200),
              paper(500),
              paper(1000),
              paper(200).with(new InteriorPoint(), "-ipm"),
              paper(500).with(new InteriorPoint(), "-ipm"),
              paper(1000).with(new InteriorPoint(), "-ipm"),
              new Workload(
                  "paper-500-all",
                  8,
                  "n = 500, m = 1001 dense; P, q, G, h",
                  () -> new PaperPrograms(500, 8).dense()),
              fourByFour(1),
              fourByFour(8),
              nineByNine(1),
              nineByNine(8),
              new Workload(
                  "banded-10000",
                  1,
                  "n = 10000, m = 5000 sparse; q",
                  () -> new BandedProgram(10_000, 5_000).task()),
              socp(200),
              socp(500),
              new Workload(
                  "softmax-50", 8, "by entropy, n = 50; q", () -> new ConicPrograms(8).softmax(50)),
              new Workload(
                  "logistic",
                  8,
                  "regression, 50 samples of 20 features; X",
                  () -> new ConicPrograms(8).logisticRegression(50, 20)),
              new Workload(
                  "norm3-50",
                  8,
                  "projection on the ball of the 3-norm, n = 50; q",
                  () -> new ConicPrograms(8).normBall(50)),
              new Workload(
                  "correlation-10",
                  8,
                  "nearest correlation matrix 10×10; C",
                  () -> new ConicPrograms(8).correlation(10)),
              new Workload(
                  "construct-1e6",
                  1,
                  "n = m = 707: 10⁶ parameter entries, layer and first call",
                  true,
                  null,
                  () -> new DensePrograms(707, 0, 1, false).task()))
          .toList();

  private Workloads() {}

  public static List<Workload> all() {
    return ALL;
  }

  private static Workload dense(String name, int n, int equalities, int batch) {
    String rows = equalities == 0 ? "" : ", " + equalities + " equalities";
    return new Workload(
        name,
        batch,
        "n = m = " + n + rows + "; every slot",
        () -> new DensePrograms(n, equalities, batch, false).task());
  }

  private static Workload paper(int n) {
    return new Workload(
        "paper-" + n,
        8,
        "n = %d, m = %d sparse; q".formatted(n, 2 * n + 1),
        () -> new PaperPrograms(n, 8).sparse());
  }

  private static Workload socp(int n) {
    return new Workload(
        "socp-" + n,
        8,
        "the paper's program in a ball, n = %d; q".formatted(n),
        () -> new ConicPrograms(8).ball(n));
  }

  private static Workload fourByFour(int batch) {
    return new Workload(
        "sudoku-4x4-b" + batch,
        batch,
        "64 variables, 40 rows; p, A, b",
        () -> SudokuLayers.fourByFour(batch));
  }

  private static Workload nineByNine(int batch) {
    return new Workload(
        "sudoku-9x9-b" + batch,
        batch,
        "729 variables, 249 rows; p, A, b",
        () -> SudokuLayers.nineByNine(batch));
  }
}
