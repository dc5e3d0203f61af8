/// Layers as blocks of networks of the Deep Java Library, on its PyTorch engine.
@org.jspecify.annotations.NullMarked
module io.ffolayer.djl {
  exports io.ffolayer.djl;

  requires transitive io.ffolayer;
  requires transitive ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires static org.jspecify;
}
