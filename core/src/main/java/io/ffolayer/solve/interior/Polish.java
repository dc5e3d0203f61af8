package io.ffolayer.solve.interior;

import io.ffolayer.internal.cone.ConeBlock;
import io.ffolayer.internal.cone.FaceRows;
import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.face.FaceNewton;
import io.ffolayer.internal.face.FaceSnap;
import io.ffolayer.internal.face.TermScales;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.linalg.krylov.AndersonMixing;
import io.ffolayer.program.ProgramData;

/// Newton steps on the ghost program: the last digits of a solution from the active set of an
/// approximate one.
///
/// The point is snapped to its face, where cone membership and complementarity hold exactly; one
/// KKT solve with the active rows as equalities then removes the residuals r₁ = Py + q + Aᵀz, r₂ =
/// Ay + s − b:
///
/// ```
/// [ P    A_Nᵀ ] [ e_y ]     [ r₁   ]
/// [ A_N   0   ] [ e_z ] = − [ r₂_N ]          y ← y + e_y,   v = (b − Ay)/σ_s − (z + e_z)/σ_z,   snap v
/// ```
///
/// On the face of a curved cone the rows are rotated, and those along which it bends have −1/w in
/// place of the 0, w = dz/d(Ady): the face moves with the point, and the system with it.
///
/// Rows may change sides in the snap: it is a semismooth Newton method. After a snap a small
/// residual is a proof, whatever face was guessed: complementarity is exact there, and the gap
/// follows from the two equations. The scales are those of [TermScales], so that the sides do not
/// depend on units.
///
/// Where the solution is not unique, the steps may converge slowly towards an edge of a cone
/// ([ConeBlock#snapToEdge]). Then they start once more from the best point, on the edges.
final class Polish {
  private static final int MOST_STEPS = 12;
  private static final int PATIENCE = 2;

  /// An error so many times that of the best point is seldom made good: on the validation sets this
  /// saves a quarter of the factorisations of curved programs, and costs 1 % of the iterations.
  private static final double LOST = 10;

  /// A factor on σ_z of curved cones: the smaller, the more the dual decides where on its face a
  /// pair is. Far from the solution that is the better guess: on logistic regression the polish
  /// takes 5 factorisations in place of 7 with 1, of norm cones 5.5 and 5.9. The validation sets do
  /// not care between 0.5 and 2 (0.5 costs 1 % more factorisations than 1); with 0.1 they take 11 %
  /// more.
  private static final double DUAL_FIRST = 0.5;

  /// Rows of a flat face that may change sides with the first step whatever their number, and the
  /// part of the active ones that may. Of 158 vain tries on public linear and quadratic programs 94
  /// end after one factorisation and 58 after two, where most took three without these bounds; what
  /// comes to an end in several steps passes.
  private static final int FEW_CHANGES = 16;

  private static final double MOST_CHANGES = 1.0 / 6;

  /// The same with a later step: some, or this part of those with the step before.
  private static final int FEWEST_CHANGES = 4;

  private static final double LESS_CHANGES = 0.75;

  private static final double GOAL = 1e-13;

  /// How far a slack may lie outside its cone, relative to its scale, where nothing acts on it.
  private static final double OUTSIDE = 1e-8;

  /// Numbers of a point that are smaller than so many times its error are not known.
  private static final double BLUR = 10;

  private static final double LEAST_NOISE = 1e-13;
  private static final double MOST_NOISE = 1e-2;

  /// What counts as noise where the error of a point is no measure of it.
  private static final double COARSE_NOISE = 1e-3;

  private static final double NEGLIGIBLE = 1e-15;

  /// With errors between these the steps converge, but slowly: edges are tried.
  private static final double CONVERGED = 1e-11;

  private static final double NEAR = 1e-5;

  /// A point stays beside an edge by so many times the error if it does not converge to it fast.
  private static final double FAR = 1e2;

  /// A drift of the dual, relative to its size, below which it is rounding: a point that was
  /// snapped is best left as it is.
  private static final double LEAST_DRIFT = 1e-12;

  /// Relative residual of a Newton step on a curved face; the next one corrects what is left. With
  /// 1e-6 the small components of a point, 1e-10 beside the largest, were off by 1e-2 for good. On
  /// a flat face a step that is exact is the last.
  private static final double STEP_ACCURACY = 1e-9;

  /// A relative residual of a step above which the factor does not solve the system: its smallest
  /// eigenvalues are below the regularisation.
  private static final double POOR = 1e-2;

  /// The best point found by the last run.
  final Iterate best;

  private final ProgramData data;
  private final KktSystem kkt;
  private final ConeBlock[] cones;
  private final Accuracy accuracy;
  private final Iterate at;
  private final TermScales terms;
  private final FaceRows face;
  private final FaceSnap snap;
  private final ReachedFace factored;
  private final ReachedFace bestFace;
  private final ReachedFace usual;
  private final FaceNewton newton;
  private final AndersonMixing mixing;
  private int factorisations;

  Polish(ProgramData scaled, KktSystem kkt, ConeBlock[] cones, Accuracy accuracy) {
    data = scaled;
    this.kkt = kkt;
    this.cones = cones;
    this.accuracy = accuracy;
    int m = scaled.structure().rows();
    at = new Iterate(scaled.structure());
    best = new Iterate(scaled.structure());
    terms = new TermScales(scaled.structure(), cones, DUAL_FIRST);
    face = new FaceRows(cones, m);
    snap = new FaceSnap(terms.scales, face, OUTSIDE);
    factored = new ReachedFace(cones, m);
    bestFace = new ReachedFace(cones, m);
    usual = new ReachedFace(cones, m);
    newton = new FaceNewton(scaled.structure());
    mixing = new AndersonMixing(scaled.structure().variables() + m);
  }

  /// Polishes (y, s, z)/τ; the system must have been loaded.
  ///
  /// @param patient whether to go on where a step has made the point much worse
  /// @return the error of [#best], infinite if nothing finite was found
  double run(Iterate from, double tau, boolean patient) {
    at.set(from, tau);
    at.multiply(data);
    bestFace.forget();
    factored.forget();
    factorisations = 0;
    setScales();
    newtonSteps(patient, false);
    if (patient && !isFlat() && bestFace.error > CONVERGED) tryCoarsely(from, tau);
    if (bestFace.error > CONVERGED && bestFace.error <= NEAR) {
      at.set(best, 1);
      at.multiply(data);
      newtonSteps(true, true);
    }
    if (!isFlat() && bestFace.error <= CONVERGED && factored.isKnown()) takeBackDrift(from, tau);
    return bestFace.errorWithGap;
  }

  /// Brings a dual that is not unique back to where the iterate had it among the others: along what
  /// the rows leave undetermined, refined steps drift by the rounding of their residuals over the
  /// regularisation, by 1e-4 for a Hermitian matrix in real numbers, whose dual has to keep its
  /// form.
  private void takeBackDrift(Iterate from, double tau) {
    double[] moved = newton.step.z();
    for (int i = 0; i < moved.length; i++) moved[i] = best.z[i] - from.z[i] / tau;
    factored.rotation.apply(moved, 0);
    kkt.removeUndetermined(moved);
    factored.rotation.applyTransposed(moved, 0);
    at.set(best, 1);
    double drift = 0, size = 0;
    for (int i = 0; i < moved.length; i++) {
      at.z[i] = from.z[i] / tau + moved[i];
      drift = Math.max(drift, Math.abs(at.z[i] - best.z[i]));
      size = Math.max(size, Math.abs(best.z[i]));
    }
    if (drift <= LEAST_DRIFT * size) return;
    at.multiply(data);
    snapToFace();
    at.multiplyDual(data);
    double error = accuracy.errorOnFace(at);
    boolean asGood = error <= Math.max(GOAL, bestFace.error);
    if (asGood && bestFace.hasSidesOf(face.l)) remember(error);
  }

  /// Once more with scales for which a variable that is small beside its reach is 0, and what acts
  /// on it nothing: where the whole solution goes to 0, so do the forces, and no dual is ever small
  /// beside them. Only where other rows are active by these scales than by the usual ones.
  private void tryCoarsely(Iterate from, double tau) {
    at.set(from, tau);
    at.multiply(data);
    setScales();
    snapToFace();
    usual.set(face, 0);
    at.set(from, tau);
    at.multiply(data);
    terms.read(data, 0, at.point, COARSE_NOISE);
    snapToFace();
    if (!usual.hasSidesOf(face.l)) newtonSteps(true, false);
  }

  private boolean isFlat() {
    for (ConeBlock cone : cones) if (cone.rotationSize() > 0) return false;
    return true;
  }

  private void snapToFace() {
    for (ConeBlock cone : cones) snap.snap(cone, at.s, at.z);
  }

  /// Newton steps until nothing is gained.
  ///
  /// @param patient whether to go on after a step that leads astray
  /// @param onEdges whether points beside an edge are taken to it
  private void newtonSteps(boolean patient, boolean onEdges) {
    double least = FAR * bestFace.error;
    int bestStep = 0;
    double mostChanges = Double.POSITIVE_INFINITY;
    for (int step = 0; ; step++) {
      snapToFace();
      if (onEdges && !snapToEdges(least) && step == 0) return;
      at.multiplyDual(data);
      double error = accuracy.errorOnFace(at);
      if (error < bestFace.error) {
        remember(error);
        bestStep = step;
      }
      boolean lost = !patient && error > LOST * bestFace.error;
      int changes = step == 0 || !isFlat() ? 0 : factored.changes(face.l);
      boolean wild = changes > mostChanges;
      mostChanges = mostChanges(step, changes);
      boolean hopeless =
          lost || wild || error == Double.POSITIVE_INFINITY || step > bestStep + PATIENCE;
      if (hopeless || error < GOAL || step == MOST_STEPS || !correct(error)) return;
    }
  }

  /// How many rows may change sides with the next step from a flat face: who is near the solution
  /// changes ever fewer.
  private double mostChanges(int step, int changes) {
    if (!isFlat()) return Double.POSITIVE_INFINITY;
    if (step > 0) return Math.max(FEWEST_CHANGES, LESS_CHANGES * changes);
    int active = 0;
    for (double l : face.l) if (l == 0) active++;
    return Math.max(FEW_CHANGES, MOST_CHANGES * active);
  }

  private boolean snapToEdges(double least) {
    boolean any = false;
    for (ConeBlock cone : cones) any |= snap.snapToEdge(cone, at.s, at.z, least);
    return any;
  }

  /// Whether the last factor of the system is that of the face of the best point: the same active
  /// rows, and curved ones that bend as there but for what the last steps moved.
  boolean factorServesBest() {
    return factored.isKnown()
        && factored.hasSidesOf(bestFace.l)
        && bestFace.rotation.isNear(factored.rotation, KeptFactor.NEAR);
  }

  /// Factorisations of the last run.
  int factorisations() {
    return factorisations;
  }

  /// Snaps a point to its face.
  ///
  /// @return l = 0 for the active rows of [#rotation], ∞ or a curvature for the others: the array
  ///   itself, until the next call
  double[] activeRows(Iterate near) {
    at.set(near, 1);
    at.multiply(data);
    setScales();
    snapToFace();
    return face.l;
  }

  /// The rotation of the last snap, the object itself: read only, until the next call.
  Rotation rotation() {
    return face.rotation;
  }

  private void remember(double error) {
    best.set(at, 1);
    bestFace.set(face, error);
    bestFace.errorWithGap = accuracy.withGap();
  }

  private void setScales() {
    double noise = Math.clamp(BLUR * accuracy.error(at, 1), LEAST_NOISE, MOST_NOISE);
    terms.read(data, 0, at.point, noise);
  }

  /// Whether the last factor corrects the point as well as its own would. That of a point of the
  /// same face with the error e leaves about e times the error.
  private boolean factorServes(double error) {
    if (!factored.isKnown()) return false;
    return error * factored.error < NEGLIGIBLE
        ? factored.hasSidesOf(face.l)
        : factored.isSameAs(face);
  }

  /// One Newton step on the ghost program; leaves the point unsnapped, and Aᵀz as it was.
  private boolean correct(double error) {
    if (!factorServes(error)) {
      factorisations++;
      factored.forget();
      if (!kkt.factor(face.l, 0, face.rotation)) return false;
      factored.set(face, error);
      mixing.restart();
    }
    newton.residual(data, 0, at.point, at.products);
    factored.rotation.apply(newton.step.z(), 0);
    double left = kkt.solve(newton.step.y(), 0, newton.step.z(), 0, isFlat() ? 0 : STEP_ACCURACY);
    factored.rotation.applyTransposed(newton.step.z(), 0);
    if (left > POOR || mixing.hasBegun()) mixing.mix(at.y, at.z, newton.step.y(), newton.step.z());
    newton.move(at.point, at.point);
    at.multiplyPrimal(data);
    FaceNewton.slack(data, 0, at.ay, at.point);
    return true;
  }
}
