package io.ffolayer.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// The parts of a program that share no variable, found by spreading numbers until nothing changes.
///
/// @param rows of the whole that belong to a part; those without coefficients to the first
/// @param columns of the whole that belong to it
record IndependentParts(int[] rows, int[] columns) {
  static List<IndependentParts> of(PlainProgram program) {
    int[] ofColumn = IntStream.range(0, program.n()).toArray();
    int[] ofRow = new int[program.m()];
    Arrays.fill(ofRow, Integer.MAX_VALUE);
    while (spread(program, ofRow, ofColumn)) {}
    List<IndependentParts> parts = new ArrayList<>();
    for (int part : IntStream.of(ofColumn).distinct().sorted().toArray())
      parts.add(new IndependentParts(where(ofRow, part), where(ofColumn, part)));
    return parts;
  }

  private static boolean spread(PlainProgram program, int[] ofRow, int[] ofColumn) {
    int[] rowsBefore = ofRow.clone(), columnsBefore = ofColumn.clone();
    for (int i = 0; i < ofRow.length; i++)
      for (int j = 0; j < ofColumn.length; j++)
        if (program.a()[i][j] != 0) {
          ofRow[i] = Math.min(ofRow[i], ofColumn[j]);
          ofColumn[j] = ofRow[i];
        }
    for (int j = 0; j < ofColumn.length; j++)
      for (int k = 0; k < ofColumn.length; k++)
        if (program.p()[j][k] != 0) {
          ofColumn[j] = Math.min(ofColumn[j], ofColumn[k]);
          ofColumn[k] = ofColumn[j];
        }
    boolean changed = !Arrays.equals(rowsBefore, ofRow) || !Arrays.equals(columnsBefore, ofColumn);
    if (!changed)
      for (int i = 0; i < ofRow.length; i++) if (ofRow[i] == Integer.MAX_VALUE) ofRow[i] = 0;
    return changed;
  }

  private static int[] where(int[] parts, int part) {
    return IntStream.range(0, parts.length).filter(k -> parts[k] == part).toArray();
  }

  /// The part as a program of its own.
  PlainProgram program(PlainProgram whole) {
    double[][] p = new double[columns.length][], a = new double[rows.length][];
    for (int j = 0; j < p.length; j++) p[j] = chosen(whole.p()[columns[j]], columns);
    for (int i = 0; i < a.length; i++) a[i] = chosen(whole.a()[rows[i]], columns);
    boolean[] equality = new boolean[rows.length];
    for (int i = 0; i < rows.length; i++) equality[i] = whole.equality()[rows[i]];
    return new PlainProgram(p, chosen(whole.q(), columns), a, chosen(whole.b(), rows), equality);
  }

  static double[] chosen(double[] values, int[] which) {
    return IntStream.of(which).mapToDouble(k -> values[k]).toArray();
  }
}
