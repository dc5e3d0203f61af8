package io.ffolayer.flat;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.stream.Stream;

/// The addresses of [NativeFunctions]: what a program that has started this virtual machine asks
/// for once. A function may be called from any thread, also from one that the machine has never
/// seen.
public final class FunctionTable {
  /// In this order; what changes the list, a function or the meaning of a number changes
  /// [#VERSION].
  private static final String[] NAMES = {
    "create",
    "run",
    "start",
    "await",
    "cancel",
    "answer",
    "read",
    "text",
    "release",
    "held",
    "errorKind",
    "error",
    "store",
    "monitor",
    "record",
    "epoch"
  };

  /// Of the table and of all that its functions take and write.
  private static final long VERSION = 1;

  private FunctionTable() {}

  /// Writes the version and then the address of each function, 64-bit numbers.
  ///
  /// @param address of the table
  /// @param count how many numbers it has room for
  /// @throws IllegalArgumentException if it has another length than this table
  public static void write(long address, long count) throws IllegalAccessException {
    if (count != 1 + NAMES.length)
      throw new IllegalArgumentException(
          "a table of %d entries, expected %d. Maybe the caller is of another version"
              .formatted(count, 1 + NAMES.length));
    MemorySegment table = FlatArrays.at(address, 8 * count);
    table.setAtIndex(JAVA_LONG, 0, VERSION);
    for (int k = 0; k < NAMES.length; k++) table.setAtIndex(JAVA_LONG, k + 1, stub(NAMES[k]));
  }

  @SuppressWarnings("restricted")
  private static long stub(String name) throws IllegalAccessException {
    Method method =
        Stream.of(NativeFunctions.class.getDeclaredMethods())
            .filter(one -> one.getName().equals(name))
            .findFirst()
            .orElseThrow();
    MethodHandle function = MethodHandles.lookup().unreflect(method);
    return Linker.nativeLinker()
        .upcallStub(function, descriptor(function.type()), Arena.global())
        .address();
  }

  private static FunctionDescriptor descriptor(MethodType type) {
    MemoryLayout[] parameters =
        type.parameterList().stream().map(FunctionTable::layout).toArray(MemoryLayout[]::new);
    return type.returnType() == void.class
        ? FunctionDescriptor.ofVoid(parameters)
        : FunctionDescriptor.of(layout(type.returnType()), parameters);
  }

  private static MemoryLayout layout(Class<?> type) {
    return type == int.class ? JAVA_INT : JAVA_LONG;
  }
}
