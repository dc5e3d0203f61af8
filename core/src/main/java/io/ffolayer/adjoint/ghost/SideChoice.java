package io.ffolayer.adjoint.ghost;

import io.ffolayer.adjoint.Flag;
import io.ffolayer.internal.face.ActiveRows;
import io.ffolayer.program.ProgramStructure;
import java.util.Arrays;
import java.util.Set;

/// The face of a solution where several meet: at weakly active rows, and at active rows that depend
/// on each other.
///
/// ```
/// hold      all rows that are active, weakly or not; where these nearly depend on each other, the correction starts there once
///           more, because a solver may have left one of them a multiplier of 0
/// release   where they do depend on each other, inequalities without a multiplier at a vertex of the multipliers (DependentMultipliers)
/// choose    the sides of weak and released rows by the critical cone (CriticalCone)
/// ```
///
/// So what remains is one side of the kink, equalities hold, and rows are independent but for
/// equalities that depend on each other.
final class SideChoice {
  private final GhostSystem ghost;
  private final ActiveRows rows;
  private final double activeTolerance;
  private final Correction correction;
  private final NullSpaceProbe nullSpace;
  private final DependentMultipliers multipliers;

  /// Whether the variables behind the named ones are not determined.
  boolean hiddenDirections;

  /// Whether rows depend on each other nearly, but not quite.
  boolean isInexact;

  SideChoice(
      ProgramStructure structure,
      GhostSystem ghost,
      ActiveRows rows,
      double activeTolerance,
      Correction correction) {
    this.ghost = ghost;
    this.rows = rows;
    this.activeTolerance = activeTolerance;
    this.correction = correction;
    nullSpace = new NullSpaceProbe(structure);
    multipliers = new DependentMultipliers(structure);
  }

  /// What was found at the last point is none of this one's.
  void forget() {
    hiddenDirections = false;
    isInexact = false;
  }

  /// Tells what the system that is open leaves undetermined.
  ///
  /// @param flags what was found is added
  void probe(Visited visited, Set<Flag> flags) {
    nullSpace.ask(visited, ghost, rows);
    if (!nullSpace.relations.isEmpty()) flags.add(Flag.DEPENDENT_ROWS);
    if (nullSpace.freeDirections) flags.add(Flag.NON_UNIQUE);
    hiddenDirections = nullSpace.hiddenDirections;
    isInexact |= nullSpace.isInexact;
  }

  /// Goes to one side, on a point whose face is certain, and opens the ghost system there.
  ///
  /// @param flags what was found is added
  /// @return whether the system could be opened
  boolean choose(Visited visited, Set<Flag> flags) {
    int[] weak = rows.weak(activeTolerance);
    int[] released = {};
    boolean isRelaxed = false;
    if (holdAll(visited, weak) && ghost.maybeSingular()) {
      nullSpace.ask(visited, ghost, rows);
      isRelaxed = !nullSpace.relations.isEmpty();
      if (isRelaxed) {
        flags.add(Flag.DEPENDENT_ROWS);
        isInexact = nullSpace.isInexact;
        released = release(visited);
        weak = rows.weak(activeTolerance);
      } else if (weak.length > 0) {
        weak = correctOnAll(visited);
      }
    }
    int[] undecided = union(weak, released);
    if (rows.margin() <= activeTolerance) flags.add(Flag.WEAKLY_ACTIVE);
    multipliers.drop(released, rows);
    drop(weak);
    if (undecided.length > 0 && ghost.open(visited, rows)) {
      CriticalCone.choose(visited, ghost, undecided, rows, isRelaxed);
      rows.list();
    }
    return ghost.open(visited, rows);
  }

  private boolean holdAll(Visited visited, int[] weak) {
    if (weak.length == 0) return true;
    for (int row : weak) rows.l[row] = 0;
    rows.list();
    return ghost.open(visited, rows);
  }

  private void drop(int[] which) {
    for (int row : which) rows.l[row] = Double.POSITIVE_INFINITY;
    rows.list();
  }

  /// Lets go of inequalities that depend on others, and corrects the point on those that are left.
  private int[] release(Visited visited) {
    double[] z = correction.at.z();
    double[] before = z.clone();
    int[] released = multipliers.release(visited, rows, nullSpace.relations, z);
    if (released.length == 0) return released;
    rows.snap(correction.at.s(), z); // curved faces bend with their multipliers
    multipliers.drop(released, rows);
    if (!correction.runAgain(visited)) {
      System.arraycopy(before, 0, z, 0, z.length);
      correction.restart(visited);
    }
    return released;
  }

  /// Corrects the point on all rows that are held.
  ///
  /// @return the rows that are still weak
  private int[] correctOnAll(Visited visited) {
    if (!correction.runAgain(visited)) correction.restart(visited);
    return rows.weak(activeTolerance);
  }

  private static int[] union(int[] some, int[] others) {
    int[] all = Arrays.copyOf(some, some.length + others.length);
    System.arraycopy(others, 0, all, some.length, others.length);
    return Arrays.stream(all).sorted().distinct().toArray();
  }
}
