package io.ffolayer.solve;

import io.ffolayer.program.ProgramData;
import io.ffolayer.solve.activeset.BlockPivoting;
import io.ffolayer.solve.activeset.DualActiveSet;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import io.ffolayer.solve.presolve.Condense;
import io.ffolayer.solve.presolve.Presolve;
import io.ffolayer.solve.separable.SemismoothNewton;
import io.ffolayer.testing.Example.Family;
import io.ffolayer.testing.Form;
import io.ffolayer.testing.LargePrograms;
import java.util.EnumSet;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The solvers that the contract is put to. A new one is tested by a line here; one that is missing
/// fails [SolverListTest].
public final class Solvers {
  /// A solver and what it must answer: beyond that it may say that it cannot, but nothing wrong.
  ///
  /// @param tolerance bound on the residuals of what it calls solved
  /// @param longProgram one that takes it about a second; null where nothing can stop the solver
  ///   while it works
  public record Entry(
      Solver solver,
      double tolerance,
      Set<Family> families,
      Set<Form> forms,
      @Nullable Supplier<ProgramData> longProgram) {
    boolean mustAnswer(Family family, Form form) {
      return families.contains(family) && forms.contains(form);
    }

    public boolean mustAnswerAll() {
      return families.containsAll(EnumSet.allOf(Family.class));
    }

    @Override
    public String toString() {
      return solver.name();
    }
  }

  private static final Set<Form> DENSE_P = EnumSet.of(Form.DENSE, Form.DENSE_P_SPARSE_A);

  public static final List<Entry> ALL =
      List.of(
          new Entry(
              new Automatic(),
              1e-9,
              EnumSet.allOf(Family.class),
              EnumSet.allOf(Form.class),
              () -> LargePrograms.sparse(2000, 3000)),
          new Entry(
              new BlockPivoting(),
              1e-9,
              EnumSet.of(Family.STRICTLY_CONVEX, Family.SEPARABLE),
              DENSE_P,
              () -> LargePrograms.dense(1000, 2000)),
          new Entry(
              new DualActiveSet(),
              1e-9,
              EnumSet.of(Family.STRICTLY_CONVEX, Family.SEPARABLE),
              DENSE_P,
              () -> LargePrograms.dense(800, 1600)),
          new Entry(
              new InteriorPoint(),
              1e-9,
              EnumSet.allOf(Family.class),
              EnumSet.allOf(Form.class),
              () -> LargePrograms.sparse(2000, 3000)),
          new Entry(
              new Presolve(new InteriorPoint()),
              1e-9,
              EnumSet.allOf(Family.class),
              EnumSet.allOf(Form.class),
              () -> LargePrograms.sparse(2000, 3000)),
          new Entry(
              new Condense(new Automatic()),
              1e-9,
              EnumSet.allOf(Family.class),
              EnumSet.allOf(Form.class),
              () -> LargePrograms.sparse(2000, 3000)),
          new Entry(
              new SemismoothNewton(),
              1e-9,
              EnumSet.of(Family.SEPARABLE),
              EnumSet.allOf(Form.class),
              () -> LargePrograms.separable(3000, 700)));

  /// What another module puts to the contract in place of these solvers, as a service.
  public interface Others {
    List<Entry> entries();
  }

  private Solvers() {}

  public static List<Entry> all() {
    return ServiceLoader.load(Others.class).findFirst().map(Others::entries).orElse(ALL);
  }
}
