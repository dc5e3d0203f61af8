package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.internal.batch.SpareWorkers;

/// An adjoint made ready, with its spare workers.
record PreparedAdjoint(Adjoint.Prepared prepared, SpareWorkers<Adjoint.Worker> workers) {
  PreparedAdjoint(Adjoint.Prepared prepared) {
    this(prepared, new SpareWorkers<>(prepared::worker, Adjoint.Worker::release));
  }
}
