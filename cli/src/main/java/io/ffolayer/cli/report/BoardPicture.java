package io.ffolayer.cli.report;

import io.ffolayer.lab.sudoku.Board;
import org.jspecify.annotations.Nullable;

/// A Sudoku board as SVG: the clues in ink, what was filled in beside them in colour, wrong digits
/// in red.
final class BoardPicture {
  private static final int CELL = 44;

  private final Board clues;
  private final @Nullable Board filled;
  private final Board solution;

  /// @param filled what stands in the other cells; null for nothing
  BoardPicture(Board clues, @Nullable Board filled, Board solution) {
    this.clues = clues;
    this.filled = filled;
    this.solution = solution;
  }

  String svg(String label) {
    int side = clues.side();
    int size = side * CELL;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg width=\"%d\" height=\"%d\" viewBox=\"-2 -2 %d %d\" role=\"img\" aria-label=\"%s\">"
            .formatted(size + 4, size + 4, size + 4, size + 4, label));
    svg.append("<rect width=\"%d\" height=\"%d\" rx=\"3\" fill=\"#fff\"/>".formatted(size, size));
    for (int cell = 0; cell < side * side; cell++) cell(svg, cell);
    for (int k = 0; k <= side; k++) lines(svg, k, size, k % clues.box() == 0);
    return svg.append("</svg>").toString();
  }

  private void cell(StringBuilder svg, int cell) {
    int given = clues.cells()[cell];
    int shown = given > 0 || filled == null ? given : filled.cells()[cell];
    // The model's own digit stands where a clue is, too: a clue that it changes is an error.
    if (given > 0 && filled != null) shown = filled.cells()[cell];
    if (shown == 0) return;
    boolean right = shown == solution.cells()[cell];
    int x = cell % clues.side() * CELL;
    int y = cell / clues.side() * CELL;
    if (!right)
      svg.append(
          "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" fill=\"#fbe4e1\"/>"
              .formatted(x, y, CELL, CELL));
    String color = !right ? "#c0392b" : given > 0 ? "#1f2933" : "#0b6e99";
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" dominant-baseline=\"central\" font-size=\"22\" font-weight=\"%d\" fill=\"%s\">%d</text>"
            .formatted(x + CELL / 2, y + CELL / 2, given > 0 ? 700 : 400, color, shown));
  }

  private static void lines(StringBuilder svg, int k, int size, boolean strong) {
    String stroke = strong ? "#1f2933\" stroke-width=\"2" : "#cbd2d9\" stroke-width=\"1";
    int at = k * CELL;
    svg.append(
        "<path d=\"M0 %dH%dM%d 0V%d\" stroke=\"%s\"/>".formatted(at, size, at, size, stroke));
  }
}
