/// HiGHS, the solver of linear and quadratic programs, as a solver of layers.
@org.jspecify.annotations.NullMarked
module io.ffolayer.highs {
  exports io.ffolayer.highs;

  requires transitive io.ffolayer;
  requires static org.jspecify;
}
