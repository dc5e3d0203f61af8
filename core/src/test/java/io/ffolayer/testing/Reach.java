package io.ffolayer.testing;

/// Which rows and columns of a program have to do with a number: with one of b, or with one of q.
record Reach(boolean[] rows, boolean[] columns) {
  static Reach ofRightHandSides(PlainProgram program) {
    Reach reach = nothing(program);
    for (int i = 0; i < program.m(); i++)
      reach.rows[i] = program.b()[i] != 0 && program.b()[i] != Double.POSITIVE_INFINITY;
    return reach.spread(program);
  }

  static Reach ofCosts(PlainProgram program) {
    Reach reach = nothing(program);
    for (int j = 0; j < program.n(); j++) reach.columns[j] = program.q()[j] != 0;
    return reach.spread(program);
  }

  private static Reach nothing(PlainProgram program) {
    return new Reach(new boolean[program.m()], new boolean[program.n()]);
  }

  private Reach spread(PlainProgram program) {
    for (boolean changed = true; changed; ) {
      changed = false;
      for (int i = 0; i < rows.length; i++)
        for (int j = 0; j < columns.length; j++) {
          if (program.a()[i][j] == 0 || rows[i] == columns[j]) continue;
          rows[i] = columns[j] = changed = true;
        }
      for (int j = 0; j < columns.length; j++)
        for (int k = 0; k < columns.length; k++) {
          if (program.p()[j][k] == 0 || columns[j] == columns[k]) continue;
          columns[j] = columns[k] = changed = true;
        }
    }
    return this;
  }
}
