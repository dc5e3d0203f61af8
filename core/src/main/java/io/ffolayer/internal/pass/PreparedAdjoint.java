package io.ffolayer.internal.pass;

import io.ffolayer.adjoint.Adjoint;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An adjoint made ready, with its spare workers.
record PreparedAdjoint(Adjoint.Prepared prepared, ConcurrentLinkedQueue<Adjoint.Worker> workers) {
  PreparedAdjoint(Adjoint.Prepared prepared) {
    this(prepared, new ConcurrentLinkedQueue<>());
  }
}
