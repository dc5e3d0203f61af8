/// The engine for other languages: layers that are made of numbers and arrays, and called over flat
/// memory.
@org.jspecify.annotations.NullMarked
module io.ffolayer.flat {
  exports io.ffolayer.flat;

  requires transitive io.ffolayer;
  requires static org.jspecify;
}
