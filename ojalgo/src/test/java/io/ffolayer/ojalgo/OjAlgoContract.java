package io.ffolayer.ojalgo;

import io.ffolayer.solve.Solvers;
import io.ffolayer.testing.Example.Family;
import io.ffolayer.testing.Form;
import java.util.EnumSet;
import java.util.List;

/// What ojAlgo owes by the contract of solvers. It asks nobody while it works, so that there is no
/// long program to interrupt.
public final class OjAlgoContract implements Solvers.Others {
  @Override
  public List<Solvers.Entry> entries() {
    return List.of(
        new Solvers.Entry(
            new OjAlgo(),
            1e-9,
            EnumSet.of(
                Family.STRICTLY_CONVEX,
                Family.SEPARABLE,
                Family.LINEAR,
                Family.BADLY_SCALED,
                Family.UNBOUNDED),
            EnumSet.allOf(Form.class),
            null));
  }
}
