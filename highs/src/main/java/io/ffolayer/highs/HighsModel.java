package io.ffolayer.highs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import io.ffolayer.solve.Watch;
import io.ffolayer.solve.external.ExternalAnswer;
import io.ffolayer.solve.external.ExternalAnswer.Claim;
import io.ffolayer.solve.external.ExternalProgram;
import io.ffolayer.solve.external.ExternalProgram.Columns;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/// One program inside HiGHS, from its creation to its end. Its rows are −∞ < a_i y ≤ b_i, or = b_i;
/// its columns are free.
@SuppressWarnings("restricted") // calls native code
final class HighsModel implements AutoCloseable {
  /// What the C interface calls them.
  private static final int ERROR = -1;

  private static final int BY_COLUMNS = 1;
  private static final int LOWER_TRIANGLE = 1;
  private static final int MINIMIZE = 1;
  private static final int[] INTERRUPTS = {1, 2};
  private static final int BASIC = 1;
  private static final int AT_UPPER = 2;
  private static final int AT_ZERO = 3;

  private static final FunctionDescriptor CALLBACK =
      FunctionDescriptor.ofVoid(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);

  private final HighsLibrary library;
  private final Arena memory = Arena.ofConfined();
  private final MemorySegment highs;

  HighsModel(HighsLibrary library) {
    this.library = library;
    try {
      highs = (MemorySegment) library.create.invokeExact();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  @Override
  public void close() {
    try {
      library.destroy.invokeExact(highs);
    } catch (Throwable e) {
      throw unexpected(e);
    } finally {
      memory.close();
    }
  }

  // ---- options

  void set(String option, boolean value) {
    expect(option, () -> (int) library.setBool.invokeExact(highs, text(option), value ? 1 : 0));
  }

  void set(String option, int value) {
    expect(option, () -> (int) library.setInt.invokeExact(highs, text(option), value));
  }

  void set(String option, double value) {
    expect(option, () -> (int) library.setDouble.invokeExact(highs, text(option), value));
  }

  void set(String option, String value) {
    expect(option, () -> (int) library.setString.invokeExact(highs, text(option), text(value)));
  }

  // ---- the program

  /// @return whether HiGHS takes the numbers
  boolean pass(ExternalProgram program) {
    int n = program.variables(), m = program.rowCount();
    double[] lower = new double[m];
    for (int i = 0; i < m; i++)
      lower[i] = program.equality()[i] ? program.b()[i] : Double.NEGATIVE_INFINITY;
    Columns a = program.a(), p = program.p().lowerTriangle();
    MemorySegment free = doubles(filled(n, Double.POSITIVE_INFINITY));
    MemorySegment bound = doubles(filled(n, Double.NEGATIVE_INFINITY));
    MemorySegment costs = doubles(program.q()), from = doubles(lower), to = doubles(program.b());
    MemorySegment[] rows = {ints(a.starts()), ints(a.rows()), doubles(a.values())};
    MemorySegment[] curvature = {ints(p.starts()), ints(p.rows()), doubles(p.values())};
    int status =
        call(() ->
            (int)
                library.passModel.invokeExact(
                    highs,
                    n,
                    m,
                    a.values().length,
                    p.values().length,
                    BY_COLUMNS,
                    LOWER_TRIANGLE,
                    MINIMIZE,
                    0.0,
                    costs,
                    bound,
                    free,
                    from,
                    to,
                    rows[0],
                    rows[1],
                    rows[2],
                    curvature[0],
                    curvature[1],
                    curvature[2],
                    MemorySegment.NULL));
    return status != ERROR;
  }

  private static double[] filled(int size, double value) {
    double[] values = new double[size];
    Arrays.fill(values, value);
    return values;
  }

  /// Starts at the basis in which these rows hold with equality; HiGHS mends one that is singular.
  ///
  /// @param tight at most as many rows as there are columns; m values
  void startAt(boolean[] tight, int columns) {
    int[] rows = new int[tight.length], free = new int[columns];
    int count = 0;
    for (int i = 0; i < rows.length; i++) {
      rows[i] = tight[i] ? AT_UPPER : BASIC;
      if (tight[i]) count++;
    }
    for (int j = 0; j < columns; j++) free[j] = j < count ? BASIC : AT_ZERO;
    expect("a basis", () -> (int) library.setBasis.invokeExact(highs, ints(free), ints(rows)));
  }

  // ---- the solve

  /// Has the watch asked once an iteration of the simplex and the interior-point method.
  void stopBy(Watch watch) {
    MethodHandle ask;
    try {
      ask =
          MethodHandles.lookup()
              .findStatic(
                  HighsModel.class,
                  "interrupt",
                  MethodType.methodType(
                      void.class,
                      Watch.class,
                      int.class,
                      MemorySegment.class,
                      MemorySegment.class,
                      MemorySegment.class,
                      MemorySegment.class));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
    MemorySegment callback = Linker.nativeLinker().upcallStub(ask.bindTo(watch), CALLBACK, memory);
    expect(
        "a callback",
        () -> (int) library.setCallback.invokeExact(highs, callback, MemorySegment.NULL));
    for (int kind : INTERRUPTS)
      expect("a callback", () -> (int) library.startCallback.invokeExact(highs, kind));
  }

  /// The first field of the data that go in is `int user_interrupt`.
  @SuppressWarnings("unused") // called by HiGHS
  private static void interrupt(
      Watch watch,
      int kind,
      MemorySegment message,
      MemorySegment out,
      MemorySegment in,
      MemorySegment user) {
    if (watch.isStopped() && in.address() != 0)
      in.reinterpret(JAVA_INT.byteSize()).set(JAVA_INT, 0, 1);
  }

  /// Runs, and asks for the answer. That HiGHS reports an error of its own is no error here: its
  /// status says so.
  ExternalAnswer run(ExternalProgram program) {
    call(() -> (int) library.run.invokeExact(highs));
    int status = call(() -> (int) library.modelStatus.invokeExact(highs));
    Claim claim = claim(status);
    int iterations =
        Math.max(0, info("simplex_iteration_count"))
            + Math.max(0, info("ipm_iteration_count"))
            + Math.max(0, info("qp_iteration_count"));
    if (claim != Claim.OPTIMAL) return ExternalAnswer.without(claim, iterations, name(status));
    int n = program.variables(), m = program.rowCount();
    MemorySegment y = room(n), z = room(m), unread = room(Math.max(n, m));
    expect("a solution", () -> (int) library.solution.invokeExact(highs, y, unread, room(m), z));
    double[] duals = z.toArray(JAVA_DOUBLE);
    for (int i = 0; i < m; i++) duals[i] = 0.0 - duals[i];
    return ExternalAnswer.optimal(y.toArray(JAVA_DOUBLE), duals, iterations, name(status));
  }

  /// Solve error, iteration limit and unknown are where HiGHS finds its own answer to be inexact:
  /// it is measured as every other.
  private static Claim claim(int status) {
    return switch (status) {
      case 4, 6, 7, 14, 15 -> Claim.OPTIMAL;
      case 8 -> Claim.INFEASIBLE;
      case 9 -> Claim.INFEASIBLE_OR_UNBOUNDED;
      case 10 -> Claim.UNBOUNDED;
      default -> Claim.NONE;
    };
  }

  private static String name(int status) {
    return switch (status) {
      case 0 -> "no status";
      case 1 -> "load error";
      case 2 -> "model error";
      case 3 -> "presolve error";
      case 4 -> "solve error";
      case 5 -> "postsolve error";
      case 6 -> "empty model";
      case 7 -> "optimal";
      case 8 -> "infeasible";
      case 9 -> "unbounded or infeasible";
      case 10 -> "unbounded";
      case 13 -> "time limit";
      case 14 -> "iteration limit";
      case 15 -> "unknown";
      case 17 -> "interrupted";
      default -> "model status " + status;
    };
  }

  private int info(String name) {
    MemorySegment value = memory.allocate(JAVA_INT);
    int status = call(() -> (int) library.intInfo.invokeExact(highs, text(name), value));
    return status == ERROR ? 0 : value.get(JAVA_INT, 0);
  }

  // ---- calls

  private interface Call {
    int status() throws Throwable;
  }

  private static int call(Call call) {
    try {
      return call.status();
    } catch (Throwable e) {
      throw unexpected(e);
    }
  }

  private static void expect(String what, Call call) {
    if (call(call) == ERROR) throw new IllegalStateException("HiGHS refuses " + what);
  }

  private static IllegalStateException unexpected(Throwable e) {
    return new IllegalStateException("a call of HiGHS failed", e);
  }

  private MemorySegment text(String value) {
    return memory.allocateFrom(value);
  }

  private MemorySegment doubles(double[] values) {
    return memory.allocateFrom(JAVA_DOUBLE, values);
  }

  private MemorySegment ints(int[] values) {
    return memory.allocateFrom(JAVA_INT, values);
  }

  private MemorySegment room(int size) {
    return memory.allocate(JAVA_DOUBLE, size);
  }
}
