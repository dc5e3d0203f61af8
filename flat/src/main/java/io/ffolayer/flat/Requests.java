package io.ffolayer.flat;

import io.ffolayer.ConvexLayer;
import io.ffolayer.WarmStarts;
import io.ffolayer.flat.wire.Choices;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.solve.WarmStart;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// Reads what a call asks for: a list of 64-bit numbers, handles, counts and addresses, where 0
/// stands for what is not given. All arrays are copied here, so that the caller's memory may go at
/// once.
///
/// | kind | numbers |
/// |---|---|
/// | 0 forward | layer · B · marks, a byte per parameter: 1 for a batch, 2 where the symmetric part of a square matrix counts, 3 for both · addresses of the values of each parameter · [Choices] · store of warm starts · keys, 64-bit, B · guesses of y, of s, of z |
/// | 1 backward | solved batch · cotangents of y, z, s and the optimal value · marks of what is wanted, a byte per parameter |
/// | 2 tangents | solved batch · addresses of the change of each parameter, as long as what was given, or 0 |
/// | 3 curvature | solved batch · cotangents of y, z, s and the optimal value · addresses of the direction in each parameter, or 0 |
///
/// They are answered by a [FlatPass], [FlatGradients], [FlatTangents] and [FlatGradients].
final class Requests {
  private static final int BATCHED = 1;
  private static final int SYMMETRIC = 2;

  private final Handles handles;

  Requests(Handles handles) {
    this.handles = handles;
  }

  /// @throws IllegalArgumentException if this is no call, or an array does not fit
  Callable<Answer> read(int kind, long[] numbers) {
    return switch (kind) {
      case 0 -> forward(exactly(10, numbers));
      case 1 -> backward(exactly(6, numbers));
      case 2 -> tangents(exactly(2, numbers));
      case 3 -> curvature(exactly(6, numbers));
      default -> throw new IllegalArgumentException("there is no kind of call " + kind);
    };
  }

  private static long[] exactly(int count, long[] numbers) {
    if (numbers.length != count)
      throw new IllegalArgumentException(
          "%d numbers for a call of %d".formatted(numbers.length, count));
    return numbers;
  }

  private Callable<Answer> forward(long[] numbers) {
    FlatLayer flat = handles.get(numbers[0], FlatLayer.class);
    ConvexLayer layer = numbers[4] == 0 ? flat.usual() : flat.with(choices(numbers[4]));
    int count = layer.parameters().size();
    int batch = Math.toIntExact(numbers[1]);
    Given given = new Given(layer, batch, FlatArrays.marks(numbers[2], count, BATCHED));
    boolean[] symmetric = FlatArrays.marks(numbers[2], count, SYMMETRIC);
    long[] addresses = FlatArrays.longs(numbers[3], count);
    double[][] values = new double[count][];
    for (int p = 0; p < count; p++) {
      values[p] = FlatArrays.fill(handles.spares().take(given.length(p)), addresses[p]);
      if (symmetric[p]) SymmetricParts.take(values[p], layer.parameters().get(p).scalars());
    }
    WarmStarts store = numbers[5] == 0 ? null : handles.get(numbers[5], WarmStarts.class);
    List<Long> keys = store == null ? List.of() : keys(numbers[6], batch);
    WarmStart guess = guess(layer.structure(), batch, Arrays.copyOfRange(numbers, 7, 10));
    return new ForwardTask(given, values, store, keys, guess)::run;
  }

  static Choices choices(long address) {
    return new Choices(FlatArrays.doubles(address, Choices.LENGTH));
  }

  static List<Long> keys(long address, int count) {
    return LongStream.of(FlatArrays.longs(address, count)).boxed().toList();
  }

  private static WarmStart guess(ProgramStructure structure, int batch, long[] addresses) {
    if (addresses[0] == 0) return WarmStart.NONE;
    int n = structure.variables(), m = structure.rows();
    double[] y = FlatArrays.doubles(addresses[0], batch * n);
    double[] s = FlatArrays.doubles(addresses[1], batch * m);
    double[] z = FlatArrays.doubles(addresses[2], batch * m);
    return i ->
        new WarmStart.Point(
            Arrays.copyOfRange(y, i * n, (i + 1) * n),
            Arrays.copyOfRange(s, i * m, (i + 1) * m),
            Arrays.copyOfRange(z, i * m, (i + 1) * m));
  }

  private Callable<Answer> backward(long[] numbers) {
    FlatPass pass = handles.get(numbers[0], FlatPass.class);
    double[] @Nullable [] cotangents = cotangents(pass, numbers);
    boolean[] wanted = FlatArrays.booleans(numbers[5], pass.given().batched().length);
    return () -> pass.backward(cotangents, wanted, handles.spares());
  }

  private Callable<Answer> tangents(long[] numbers) {
    FlatPass pass = handles.get(numbers[0], FlatPass.class);
    double[] @Nullable [] changes = parameters(pass, numbers[1]);
    return () -> pass.tangents(changes);
  }

  private Callable<Answer> curvature(long[] numbers) {
    FlatPass pass = handles.get(numbers[0], FlatPass.class);
    double[] @Nullable [] cotangents = cotangents(pass, numbers);
    double[] @Nullable [] direction = parameters(pass, numbers[5]);
    return () -> pass.curvature(cotangents, direction);
  }

  private static double[] @Nullable [] cotangents(FlatPass pass, long[] numbers) {
    ProgramStructure structure = pass.given().layer().structure();
    int n = structure.variables(), m = structure.rows();
    int[] sizes = {n, m, m, 1};
    double[] @Nullable [] cotangents = new double[sizes.length][];
    for (int k = 0; k < sizes.length; k++)
      cotangents[k] = FlatArrays.doublesOrNull(numbers[1 + k], pass.given().batch() * sizes[k]);
    return cotangents;
  }

  private static double[] @Nullable [] parameters(FlatPass pass, long address) {
    int count = pass.given().batched().length;
    long[] addresses = FlatArrays.longs(address, count);
    double[] @Nullable [] arrays = new double[count][];
    for (int p = 0; p < count; p++)
      arrays[p] = FlatArrays.doublesOrNull(addresses[p], pass.given().length(p));
    return arrays;
  }
}
