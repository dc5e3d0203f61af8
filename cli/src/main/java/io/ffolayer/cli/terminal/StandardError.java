package io.ffolayer.cli.terminal;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;

/// The standard error of the process, past the filter of the launcher.
///
/// The JVM reports on standard error that it uses the incubator module of the vector kernels, and
/// no option silences it. The launcher therefore lets a filter drop that line and hands the true
/// standard error over as another file descriptor, whose number is the property `ffo.stderr`. What
/// the JVM itself says later still goes through the filter; what Java code writes goes to the
/// terminal directly, so that a progress bar sees one and nothing is late.
public final class StandardError {
  private StandardError() {}

  /// Points `System.err` to the descriptor that the launcher handed over; without one nothing
  /// changes.
  public static void restore() {
    Integer number = Integer.getInteger("ffo.stderr");
    if (number == null) {
      return;
    }
    try {
      Constructor<FileDescriptor> descriptor =
          FileDescriptor.class.getDeclaredConstructor(int.class);
      descriptor.setAccessible(true);
      var stream = new FileOutputStream(descriptor.newInstance(number));
      System.setErr(new PrintStream(new BufferedOutputStream(stream), true, System.err.charset()));
    } catch (ReflectiveOperationException | RuntimeException unavailable) {
      // The filtered stream serves as well, only later.
    }
  }
}
