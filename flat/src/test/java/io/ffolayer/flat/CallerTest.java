package io.ffolayer.flat;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The functions as a caller sees them that has addresses only.
class CallerTest {
  /// ½‖y‖² + qᵀy over y ≥ 0, q a parameter.
  private static final int[] NONNEGATIVE = {2, 0, 1, 2, 1, 'q', 1, 1, 2, 0, 0, 1, 0, 0, 0, 0};

  private static final double[] NUMBERS = {1, 0, 0, 1, -1, 0, 0, -1, 0, 0};

  private final Arena arena = Arena.ofConfined();

  @AfterEach
  void close() {
    arena.close();
  }

  private long ints(int... values) {
    return arena.allocateFrom(JAVA_INT, values).address();
  }

  private long doubles(double... values) {
    return arena.allocateFrom(JAVA_DOUBLE, values).address();
  }

  private long longs(long... values) {
    return arena.allocateFrom(JAVA_LONG, values).address();
  }

  private long bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int k = 0; k < bytes.length; k++) bytes[k] = (byte) values[k];
    return arena.allocateFrom(JAVA_BYTE, bytes).address();
  }

  private double[] read(long answer, int which, int count) {
    MemorySegment room = arena.allocate(JAVA_DOUBLE, count);
    assertThat(NativeFunctions.read(answer, which, room.address(), count)).isZero();
    return room.toArray(JAVA_DOUBLE);
  }

  private String error() {
    MemorySegment room = arena.allocate(1000);
    int length = NativeFunctions.error(room.address(), 1000);
    return new String(room.asSlice(0, length).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
  }

  private long layer(int[] ints) {
    return NativeFunctions.create(ints(ints), ints.length, doubles(NUMBERS), NUMBERS.length, 0);
  }

  private long[] forward(long layer, int batch, double... q) {
    long values = longs(doubles(q));
    return new long[] {layer, batch, bytes(1), values, 0, 0, 0, 0, 0, 0};
  }

  private long run(int kind, long... numbers) {
    return NativeFunctions.run(kind, longs(numbers), numbers.length);
  }

  @Test
  void aBatchIsSolvedAndDifferentiated() {
    long pass = run(0, forward(layer(NONNEGATIVE), 2, -1, 2, 3, -4));
    assertThat(read(pass, 0, 4)).usingComparatorWithPrecision(1e-12).containsExactly(1, 0, 0, 4);
    assertThat(read(pass, 4, 2)).containsExactly(0, 0);
    long gradients = run(1, pass, doubles(1, 1, 1, 1), 0, 0, 0, bytes(1));
    assertThat(read(gradients, 0, 4))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(-1, 0, 0, -1);
    assertThat(read(gradients, -1, 2)).containsExactly(1, 1);
  }

  @Test
  void aCallThatWasStartedAnswersTheSame() {
    long[] numbers = forward(layer(NONNEGATIVE), 1, -1, 2);
    long call = NativeFunctions.start(0, longs(numbers), numbers.length);
    int ended = 0;
    while (ended == 0) ended = NativeFunctions.await(call, 50);
    assertThat(ended).isOne();
    assertThat(read(NativeFunctions.answer(call), 0, 2))
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(1, 0);
  }

  @Test
  void aHandleThatWasGivenBackIsRefusedByName() {
    long layer = layer(NONNEGATIVE);
    NativeFunctions.release(layer);
    assertThat(run(0, forward(layer, 1, -1, 2))).isZero();
    assertThat(NativeFunctions.errorKind()).isOne();
    assertThat(error()).contains("handle " + layer + " is no FlatLayer");
  }

  @Test
  void aDescriptionThatEndsEarlyIsRefused() {
    assertThat(layer(new int[] {2, 0, 1, 2})).isZero();
    assertThat(error()).contains("asks for 1 ints where 0 are left");
  }

  @Test
  void everyHandleThatIsGivenBackIsGone() {
    long before = NativeFunctions.held();
    long layer = layer(NONNEGATIVE);
    long pass = run(0, forward(layer, 1, -1, 2));
    assertThat(NativeFunctions.held()).isEqualTo(before + 2);
    NativeFunctions.release(pass);
    NativeFunctions.release(layer);
    assertThat(NativeFunctions.held()).isEqualTo(before);
  }

  @Test
  void gradientsTangentsAndCurvatureAnswerEachOther() {
    long pass = run(0, forward(layer(NONNEGATIVE), 1, -1, 2));
    long changes = longs(doubles(1, 1));
    long moved = run(2, pass, changes);
    assertThat(read(moved, 0, 2)).usingComparatorWithPrecision(1e-12).containsExactly(-1, 0);
    assertThat(read(moved, -4, 1)[0]).isBetween(0.0, 1e-9);
    long curved = run(3, pass, doubles(1, 1), 0, 0, 0, changes);
    assertThat(read(curved, 0, 2)).usingComparatorWithPrecision(1e-6).containsExactly(0, 0);
  }

  @Test
  void aWarmStartIsStoredAndAMonitorToldUnderKeys() {
    long store = NativeFunctions.store(), monitor = NativeFunctions.monitor();
    long[] numbers = forward(layer(NONNEGATIVE), 1, -1, 2);
    numbers[5] = store;
    numbers[6] = longs(7);
    for (double q : new double[] {2, -2}) {
      numbers[3] = longs(doubles(-1, q));
      assertThat(NativeFunctions.record(monitor, run(0, numbers), longs(7))).isZero();
    }
    MemorySegment counts = arena.allocate(JAVA_DOUBLE, 3);
    assertThat(NativeFunctions.epoch(monitor, 1, counts.address())).isZero();
    assertThat(counts.toArray(JAVA_DOUBLE)).containsExactly(1, 2, 1);
  }

  @Test
  void aTextComesInPartsWhereThereIsNoRoom() {
    long pass = run(0, forward(layer(NONNEGATIVE), 1, Double.NaN, 2));
    MemorySegment room = arena.allocate(4);
    int length = NativeFunctions.text(pass, 0, 0, room.address(), 4);
    assertThat(length).isGreaterThan(20);
    assertThat(new String(room.toArray(JAVA_BYTE), StandardCharsets.UTF_8)).isEqualTo("q ho");
    assertThat(NativeFunctions.text(pass, 0, 3, room.address(), 4)).isEqualTo(-1);
    assertThat(error()).contains("there is no instance 3 in a batch of 1");
  }

  @Test
  void aCallThatIsCancelledSaysThatItWasStopped() {
    int n = 400;
    int[] ints = {n, 0, 1, n, 1, 'q', 1, 1, 2 * n, 0, 0, 1, 0, 0, 0, 0};
    double[] numbers = new double[n * n + 2 * n * n + 2 * n];
    SplittableRandom random = new SplittableRandom(1);
    for (int j = 0; j < n; j++) numbers[j * n + j] = 1;
    for (int k = n * n; k < numbers.length; k++) numbers[k] = random.nextDouble();
    long layer =
        NativeFunctions.create(ints(ints), ints.length, doubles(numbers), numbers.length, 0);
    long[] request = forward(layer, 40, random.doubles(40L * n, -9, 9).toArray());
    long call = NativeFunctions.start(0, longs(request), request.length);
    assertThat(NativeFunctions.cancel(call)).isZero();
    assertThat(NativeFunctions.answer(call)).isZero();
    assertThat(NativeFunctions.errorKind()).isEqualTo(4);
  }

  @Test
  void theTableHasAnAddressForEveryFunction() throws IllegalAccessException {
    MemorySegment table = arena.allocate(JAVA_LONG, 17);
    FunctionTable.write(table.address(), 17);
    assertThat(table.toArray(JAVA_LONG)).doesNotContain(0).startsWith(1).doesNotHaveDuplicates();
    assertThatThrownBy(() -> FunctionTable.write(table.address(), 3))
        .hasMessageContaining("a table of 3 entries, expected 17");
  }
}
