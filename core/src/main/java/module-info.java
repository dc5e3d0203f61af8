/// Differentiable convex optimization layers.
///
/// Everything in this module is null-marked: a type without `@Nullable` never holds null. The
/// packages under `io.ffolayer.internal` are not part of the interface.
@org.jspecify.annotations.NullMarked
module io.ffolayer {
  exports io.ffolayer;
  exports io.ffolayer.adjoint;
  exports io.ffolayer.adjoint.approximate;
  exports io.ffolayer.adjoint.condensed;
  exports io.ffolayer.adjoint.ghost;
  exports io.ffolayer.bilevel;
  exports io.ffolayer.bilevel.function;
  exports io.ffolayer.bilevel.inner;
  exports io.ffolayer.bilevel.oracle;
  exports io.ffolayer.bilevel.outer;
  exports io.ffolayer.bilevel.set;
  exports io.ffolayer.decision;
  exports io.ffolayer.model;
  exports io.ffolayer.model.atom;
  exports io.ffolayer.model.derivative;
  exports io.ffolayer.model.standard;
  exports io.ffolayer.model.rule;
  exports io.ffolayer.program;
  exports io.ffolayer.program.canonical;
  exports io.ffolayer.program.matrix;
  exports io.ffolayer.program.text;
  exports io.ffolayer.solve;
  exports io.ffolayer.solve.activeset;
  exports io.ffolayer.solve.automatic;
  exports io.ffolayer.solve.external;
  exports io.ffolayer.solve.interior;
  exports io.ffolayer.solve.presolve;
  exports io.ffolayer.solve.separable;

  requires static org.jspecify;
  // Only for the vector kernels, which are used where the module is resolved.
  requires static jdk.incubator.vector;
  requires jdk.jfr;
}
