package io.ffolayer.cli.report;

import io.ffolayer.io.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/// Where a record was made: versions and hardware.
///
/// @param processor model name, or the architecture where the system does not tell
/// @param vectors whether the vector module is there, and with it the fast kernels
public record Machine(
    String version, String java, String system, String processor, int processors, boolean vectors) {
  public static Machine here() {
    return new Machine(
        productVersion(),
        System.getProperty("java.vendor.version", "")
            .concat(" ")
            .concat(System.getProperty("java.version"))
            .strip(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        processorModel(),
        Runtime.getRuntime().availableProcessors(),
        ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
  }

  /// The version in the manifest of the jar, or "development" outside a jar.
  public static String productVersion() {
    String version = Machine.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private static String processorModel() {
    try (Stream<String> lines =
        Files.lines(Path.of("/proc/cpuinfo"), StandardCharsets.ISO_8859_1)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException | RuntimeException notLinux) {
      return System.getProperty("os.arch");
    }
  }

  /// In words, one fact a line.
  public List<String> lines() {
    return List.of(
        "ffolayer " + version,
        "Java " + java + (vectors ? ", vector kernels" : ", scalar kernels"),
        system + ", " + processor + ", " + processors + " processors");
  }

  /// An object "machine", and the time.
  public void write(JsonWriter json) {
    json.text("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    json.object(
        "machine",
        machine ->
            machine
                .text("ffolayer", version)
                .text("java", java)
                .text("system", system)
                .text("processor", processor)
                .integer("processors", processors)
                .flag("vectorModule", vectors));
  }
}
