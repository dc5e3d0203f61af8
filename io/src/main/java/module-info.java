/// Problems and answers as files: JSON in, layers and numbers; answers out.
@org.jspecify.annotations.NullMarked
module io.ffolayer.io {
  exports io.ffolayer.io;
  exports io.ffolayer.io.json;
  exports io.ffolayer.io.value;
  exports io.ffolayer.io.words;

  requires transitive io.ffolayer;
  requires static org.jspecify;
  requires tools.jackson.core;
}
