package io.ffolayer.flat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.ffolayer.ActiveSetMonitor;
import io.ffolayer.ConvexLayer;
import io.ffolayer.WarmStarts;
import io.ffolayer.flat.wire.Choices;
import io.ffolayer.flat.wire.ProgramReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The engine as C functions, for a caller in the same process that knows addresses:
/// [FunctionTable] hands out where they are.
///
/// No function throws. One that answers with a handle answers 0 where it failed, any other −1; the
/// thread that called asks [#error] then. A handle lives until [#release]; what it stands for may
/// be used by several threads at once.
final class NativeFunctions {
  private static final Handles HANDLES = new Handles();
  private static final Requests REQUESTS = new Requests(HANDLES);

  private NativeFunctions() {}

  private interface Body {
    long run() throws Exception;
  }

  private static long guarded(long failed, Body body) {
    try {
      return body.run();
    } catch (Throwable thrown) {
      Failures.keep(thrown);
      return failed;
    }
  }

  /// Makes a layer: ints and doubles as [ProgramReader] reads them, [Choices] of calls that make
  /// none.
  ///
  /// @return its handle
  static long create(long ints, long intCount, long doubles, long doubleCount, long choices) {
    return guarded(
        0,
        () -> {
          int[] structure = FlatArrays.ints(ints, Math.toIntExact(intCount));
          double[] numbers = FlatArrays.doubles(doubles, Math.toIntExact(doubleCount));
          ConvexLayer layer = ConvexLayer.of(ProgramReader.read(structure, numbers));
          Choices usual = choices == 0 ? new Choices() : Requests.choices(choices);
          return HANDLES.hold(new FlatLayer(layer, usual));
        });
  }

  /// Runs a call as [Requests] describes it on the thread of the caller.
  ///
  /// @return the handle of its [Answer]
  static long run(int kind, long numbers, int count) {
    return guarded(
        0, () -> HANDLES.hold(REQUESTS.read(kind, FlatArrays.longs(numbers, count)).call()));
  }

  /// Starts a call on another thread.
  ///
  /// @return the handle of the [Call]
  static long start(int kind, long numbers, int count) {
    return guarded(
        0, () -> HANDLES.hold(Call.start(REQUESTS.read(kind, FlatArrays.longs(numbers, count)))));
  }

  /// Waits for a call, but not longer than so many milliseconds: 1 if it ended, 0 if it still runs.
  static int await(long call, long milliseconds) {
    return (int) guarded(-1, () -> HANDLES.get(call, Call.class).await(milliseconds) ? 1 : 0);
  }

  /// Asks a call to end early.
  static int cancel(long call) {
    return (int)
        guarded(
            -1,
            () -> {
              HANDLES.get(call, Call.class).cancel();
              return 0;
            });
  }

  /// The handle of what a call left; waits for it. The call itself stays until it is released.
  static long answer(long call) {
    return guarded(0, () -> HANDLES.hold(HANDLES.get(call, Call.class).answer()));
  }

  /// Writes an array of an [Answer] to an address with room for just so many doubles.
  static int read(long answer, int which, long address, long count) {
    return (int)
        guarded(
            -1,
            () -> {
              HANDLES.get(answer, Answer.class).read(which, FlatArrays.at(address, 8 * count));
              return 0;
            });
  }

  /// Writes a text of an [Answer] as UTF-8.
  ///
  /// @return the number of its bytes; those that found no room are missing
  static int text(long answer, int which, int instance, long buffer, int room) {
    return (int)
        guarded(
            -1, () -> write(HANDLES.get(answer, Answer.class).text(which, instance), buffer, room));
  }

  private static int write(String text, long buffer, int room) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int count = Math.min(bytes.length, room);
    MemorySegment.copy(bytes, 0, FlatArrays.at(buffer, room), JAVA_BYTE, 0, count);
    return bytes.length;
  }

  static void release(long handle) {
    HANDLES.release(handle);
  }

  /// How many handles are held.
  static long held() {
    return HANDLES.count();
  }

  /// The kind of the last failure of this thread, [Failures.Kind#code].
  static int errorKind() {
    return Failures.last().kind().code();
  }

  /// Writes the text of the last failure of this thread, as [#text] does.
  static int error(long buffer, int room) {
    return (int) guarded(-1, () -> write(Failures.last().text(), buffer, room));
  }

  /// Makes an empty store of warm starts.
  static long store() {
    return guarded(0, () -> HANDLES.hold(new WarmStarts()));
  }

  /// Makes a monitor of active sets.
  static long monitor() {
    return guarded(0, () -> HANDLES.hold(new ActiveSetMonitor()));
  }

  /// Tells a monitor of a solved batch.
  ///
  /// @param keys 64-bit numbers, one per instance
  static int record(long monitor, long pass, long keys) {
    return (int)
        guarded(
            -1,
            () -> {
              FlatPass solved = HANDLES.get(pass, FlatPass.class);
              List<Long> of = Requests.keys(keys, solved.given().batch());
              HANDLES.get(monitor, ActiveSetMonitor.class).record(of, solved.pass());
              return 0;
            });
  }

  /// Writes visits, rows and changes since the epoch began, and ends it if so asked.
  static int epoch(long monitor, int end, long into) {
    return (int)
        guarded(
            -1,
            () -> {
              ActiveSetMonitor of = HANDLES.get(monitor, ActiveSetMonitor.class);
              ActiveSetMonitor.Epoch epoch = end != 0 ? of.endEpoch() : of.soFar();
              double[] counts = {
                (double) epoch.visits(), (double) epoch.rows(), (double) epoch.changes()
              };
              FlatArrays.copy(counts, FlatArrays.doublesAt(into, counts.length));
              return 0;
            });
  }
}
