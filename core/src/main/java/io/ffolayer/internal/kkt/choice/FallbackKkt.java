package io.ffolayer.internal.kkt.choice;

import io.ffolayer.internal.cone.Rotation;
import io.ffolayer.internal.kkt.KeptFactor;
import io.ffolayer.internal.kkt.KktSystem;
import io.ffolayer.internal.kkt.Origin;
import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.Factor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A fast system that cannot take every weight, and a general one, made when it is first needed,
/// for those.
final class FallbackKkt implements KktSystem {
  private final int rows;
  private final KktSystem first;
  private final Supplier<KktSystem> supplier;
  private @Nullable KktSystem general;
  private @Nullable ProgramData data;
  private int instance;
  private boolean generalLoaded;
  private KktSystem current;
  private BooleanSupplier stop = () -> false;

  FallbackKkt(int rows, KktSystem first, Supplier<KktSystem> general) {
    this.rows = rows;
    this.first = first;
    supplier = general;
    current = first;
  }

  @Override
  public void load(ProgramData newData, int newInstance) {
    data = newData;
    instance = newInstance;
    generalLoaded = false;
    first.load(newData, newInstance);
  }

  @Override
  public void stopWhen(BooleanSupplier stop) {
    this.stop = stop;
    first.stopWhen(stop);
    if (general != null) general.stopWhen(stop);
  }

  @Override
  public boolean factor(double[] l, int lAt) {
    current = first;
    return fits(first.factor(l, lAt), l, lAt) || (!stop.getAsBoolean() && general().factor(l, lAt));
  }

  @Override
  public boolean factor(double[] l, int lAt, Rotation rotation) {
    current = first;
    return fits(first.factor(l, lAt, rotation), l, lAt)
        || (!stop.getAsBoolean() && general().factor(l, lAt, rotation));
  }

  private boolean fits(boolean factored, double[] l, int lAt) {
    return factored && (first.dependentRows() == 0 || dropsRows(l, lAt));
  }

  /// The weights of an interior point drop no row. Where its equalities contradict each other, it
  /// must see u₂ grow with the inverse of the regularisation: so end infeasible programs. The fast
  /// system would reconcile them.
  private boolean dropsRows(double[] l, int lAt) {
    for (int i = 0; i < rows; i++) if (l[lAt + i] == Double.POSITIVE_INFINITY) return true;
    return false;
  }

  private KktSystem general() {
    KktSystem system = made();
    if (!generalLoaded && data != null) system.load(data, instance);
    generalLoaded = true;
    current = system;
    return system;
  }

  private KktSystem made() {
    if (general == null) {
      general = supplier.get();
      general.stopWhen(stop);
    }
    return general;
  }

  @Override
  public double solve(double[] y, int yAt, double[] z, int zAt, double accuracy) {
    return current.solve(y, yAt, z, zAt, accuracy);
  }

  @Override
  public int dependentRows() {
    return current.dependentRows();
  }

  @Override
  public int freeDirections() {
    return current.freeDirections();
  }

  @Override
  public boolean isDoubtful() {
    return current.isDoubtful();
  }

  @Override
  public void project(double[] y, int yAt, double[] z, int zAt) {
    current.project(y, yAt, z, zAt);
  }

  @Override
  public void removeUndetermined(double[] z) {
    current.removeUndetermined(z);
  }

  @Override
  @SuppressWarnings("ReferenceEquality") // one system or the other
  public @Nullable Factor keep(Origin origin) {
    Factor factor = current.keep(origin);
    return factor instanceof KeptFactor kept ? new Either(current == general, kept) : factor;
  }

  @Override
  public void resume(KeptFactor kept) {
    Either either = (Either) kept;
    KktSystem system = either.general ? made() : first;
    system.resume(either.inner);
    current = system;
  }

  private record Either(boolean general, KeptFactor inner) implements KeptFactor {
    @Override
    public double[] l() {
      return inner.l();
    }

    @Override
    public @Nullable Rotation rotation() {
      return inner.rotation();
    }

    @Override
    public long bytes() {
      return inner.bytes();
    }
  }
}
