/// Learning the rules of Sudoku from solved boards through a differentiable quadratic program (Amos
/// & Kolter 2017, §4.4; Zhao et al. 2026).
@NullMarked
package io.ffolayer.lab.sudoku;

import org.jspecify.annotations.NullMarked;
