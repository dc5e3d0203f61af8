package io.ffolayer.testing;

/// The four places of a program where a number can stand, and how one entry of each is moved.
public enum Slot {
  /// Entry k of the upper triangle of P, column by column; an entry off the diagonal moves with its
  /// mirror image.
  P,
  Q,
  /// Entry k of A, row by row.
  A,
  B;

  /// Number of entries that can be moved on their own.
  public int entries(PlainProgram program) {
    int n = program.n();
    return switch (this) {
      case P -> n * (n + 1) / 2;
      case Q -> n;
      case A -> n * program.m();
      case B -> program.m();
    };
  }

  public int row(PlainProgram program, int entry) {
    return switch (this) {
      case P -> entry - column(program, entry) * (column(program, entry) + 1) / 2;
      case A -> entry / program.n();
      case Q, B -> entry;
    };
  }

  public int column(PlainProgram program, int entry) {
    return switch (this) {
      case P -> {
        int j = 0;
        while ((j + 1) * (j + 2) / 2 <= entry) j++;
        yield j;
      }
      case A -> entry % program.n();
      case Q, B -> 0;
    };
  }

  public double value(PlainProgram program, int entry) {
    int i = row(program, entry);
    int j = column(program, entry);
    return switch (this) {
      case P -> program.p()[i][j];
      case Q -> program.q()[i];
      case A -> program.a()[i][j];
      case B -> program.b()[i];
    };
  }

  /// Adds h to one entry, in place.
  public void move(PlainProgram program, int entry, double h) {
    int i = row(program, entry);
    int j = column(program, entry);
    switch (this) {
      case P -> {
        program.p()[i][j] += h;
        if (i != j) program.p()[j][i] += h;
      }
      case Q -> program.q()[i] += h;
      case A -> program.a()[i][j] += h;
      case B -> program.b()[i] += h;
    }
  }
}
