package io.ffolayer.highs;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// The functions of one libhighs, loaded once a process: the C interface of HiGHS
/// (`highs_c_api.h`), built with integers of 32 bits.
@SuppressWarnings("restricted") // calls native code
final class HighsLibrary {
  /// A libhighs of the user's own.
  static final String PROPERTY = "ffolayer.highs.library";

  private static final String IN_THE_JAR = "ortools-linux-x86-64/libhighs.so.1";
  private static final ConcurrentHashMap<Optional<Path>, HighsLibrary> LOADED =
      new ConcurrentHashMap<>();

  final MethodHandle create;
  final MethodHandle destroy;
  final MethodHandle setBool;
  final MethodHandle setInt;
  final MethodHandle setDouble;
  final MethodHandle setString;
  final MethodHandle passModel;
  final MethodHandle setBasis;
  final MethodHandle setCallback;
  final MethodHandle startCallback;
  final MethodHandle run;
  final MethodHandle modelStatus;
  final MethodHandle solution;
  final MethodHandle intInfo;

  private HighsLibrary(SymbolLookup symbols) {
    Functions functions = new Functions(symbols);
    create = functions.of("Highs_create", FunctionDescriptor.of(ADDRESS));
    destroy = functions.of("Highs_destroy", FunctionDescriptor.ofVoid(ADDRESS));
    setBool = functions.status("Highs_setBoolOptionValue", ADDRESS, ADDRESS, JAVA_INT);
    setInt = functions.status("Highs_setIntOptionValue", ADDRESS, ADDRESS, JAVA_INT);
    setDouble = functions.status("Highs_setDoubleOptionValue", ADDRESS, ADDRESS, JAVA_DOUBLE);
    setString = functions.status("Highs_setStringOptionValue", ADDRESS, ADDRESS, ADDRESS);
    passModel = functions.status("Highs_passModel", passModelArguments());
    setBasis = functions.status("Highs_setBasis", ADDRESS, ADDRESS, ADDRESS);
    setCallback = functions.status("Highs_setCallback", ADDRESS, ADDRESS, ADDRESS);
    startCallback = functions.status("Highs_startCallback", ADDRESS, JAVA_INT);
    run = functions.status("Highs_run", ADDRESS);
    modelStatus = functions.status("Highs_getModelStatus", ADDRESS);
    solution = functions.status("Highs_getSolution", ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
    intInfo = functions.status("Highs_getIntInfoValue", ADDRESS, ADDRESS, ADDRESS);
    requireSmallIntegers(functions.status("Highs_getSizeofHighsInt", ADDRESS));
  }

  /// highs; columns, rows, entries of A and P, formats, sense; the offset; costs, bounds of columns
  /// and rows; A, P and what is integral.
  private static MemoryLayout[] passModelArguments() {
    MemoryLayout[] arguments = new MemoryLayout[21];
    Arrays.fill(arguments, ADDRESS);
    Arrays.fill(arguments, 1, 8, JAVA_INT);
    arguments[8] = JAVA_DOUBLE;
    return arguments;
  }

  private static void requireSmallIntegers(MethodHandle sizeOfInteger) {
    int bytes;
    try {
      bytes = (int) sizeOfInteger.invokeExact(MemorySegment.NULL);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
    if (bytes != Integer.BYTES)
      throw new UnsupportedOperationException(
          "this libhighs was built with integers of %d bytes, and 4 are expected. Maybe build it without HIGHSINT64"
              .formatted(bytes));
  }

  private record Functions(SymbolLookup symbols) {
    MethodHandle of(String name, FunctionDescriptor descriptor) {
      MemorySegment function =
          symbols
              .find(name)
              .orElseThrow(() ->
                  new UnsupportedOperationException(
                      "the library has no function %s. Maybe it is no libhighs, or older than 1.7"
                          .formatted(name)));
      return Linker.nativeLinker().downcallHandle(function, descriptor);
    }

    MethodHandle status(String name, MemoryLayout... arguments) {
      return of(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments));
    }
  }

  /// The library that the user names, or else that of the system property, or else that of the jar.
  ///
  /// @throws UnsupportedOperationException if there is none for this platform
  static HighsLibrary of(@Nullable Path named) {
    String property = System.getProperty(PROPERTY);
    Path file = named != null || property == null ? named : Path.of(property);
    return LOADED.computeIfAbsent(
        Optional.ofNullable(file),
        key -> key.map(HighsLibrary::load).orElseGet(HighsLibrary::loadFromTheJar));
  }

  private static HighsLibrary load(Path file) {
    if (!Files.isRegularFile(file))
      throw new IllegalArgumentException(
          "there is no libhighs at %s. Maybe give the file, not its folder".formatted(file));
    try {
      return new HighsLibrary(SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global()));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedOperationException(
          "%s cannot be loaded. Maybe it is for another platform, or lacks a library that it needs"
              .formatted(file),
          e);
    }
  }

  /// Through a file of this process alone, which is deleted as soon as it is loaded: processes do
  /// not meet, and nobody else can put a library there.
  private static HighsLibrary loadFromTheJar() {
    try (InputStream library =
        isLinux() ? HighsLibrary.class.getClassLoader().getResourceAsStream(IN_THE_JAR) : null) {
      if (library == null) throw noLibrary();
      Path file = Files.createTempFile("libhighs", ".so");
      try {
        Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
        return load(file);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLinux() {
    return System.getProperty("os.name").equals("Linux")
        && System.getProperty("os.arch").equals("amd64");
  }

  static UnsupportedOperationException noLibrary() {
    return new UnsupportedOperationException(
        "there is no libhighs for %s %s. Maybe name one by -D%s=FILE (to ./ffo by FFO_JAVA_OPTS=-D%s=FILE) or new Highs().withLibrary(…), or, on Linux x86-64, put com.google.ortools:ortools-linux-x86-64 on the class path (its name is none for a module path)"
            .formatted(
                System.getProperty("os.name"), System.getProperty("os.arch"), PROPERTY, PROPERTY));
  }
}
