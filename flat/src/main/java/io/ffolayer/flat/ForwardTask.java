package io.ffolayer.flat;

import io.ffolayer.ForwardPass;
import io.ffolayer.WarmStarts;
import io.ffolayer.solve.WarmStart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One forward call, ready to run: its arrays are its own.
///
/// @param values for each parameter its array
/// @param store where guesses come from and solutions go to, or null
/// @param keys of the instances in the store, one each; empty without a store
/// @param guess of instances that the store does not know
record ForwardTask(
    Given given, double[][] values, @Nullable WarmStarts store, List<Long> keys, WarmStart guess) {
  FlatPass run() {
    ForwardPass pass = given.layer().forward(given.parameters(values), from());
    if (store != null) store.save(keys, pass);
    return new FlatPass(given, values, pass);
  }

  private WarmStart from() {
    if (store == null) return guess;
    WarmStart known = store.at(keys);
    return instance -> {
      WarmStart.Point point = known.at(instance);
      return point == null ? guess.at(instance) : point;
    };
  }
}
