/// ojAlgo as a solver of layers, and models of ojAlgo as layers.
@org.jspecify.annotations.NullMarked
module io.ffolayer.ojalgo {
  exports io.ffolayer.ojalgo;

  requires transitive io.ffolayer;
  requires transitive ojalgo;
  requires static org.jspecify;
}
