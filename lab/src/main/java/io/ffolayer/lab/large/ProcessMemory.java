package io.ffolayer.lab.large;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// The memory of this process as Linux counts it, in megabytes; NaN elsewhere.
public final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final double KILOBYTES = 1024;

  private ProcessMemory() {}

  /// What is resident now.
  public static double resident() {
    return read("VmRSS:");
  }

  /// The most that was resident since the process began.
  public static double peak() {
    return read("VmHWM:");
  }

  private static double read(String name) {
    try {
      if (!Files.isReadable(STATUS)) return Double.NaN;
      return Files.readAllLines(STATUS).stream()
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / KILOBYTES)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException unreadable) {
      return Double.NaN;
    }
  }
}
