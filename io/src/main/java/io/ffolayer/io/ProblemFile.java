package io.ffolayer.io;

import io.ffolayer.io.json.BadInputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/// The problems of `ffo solve` and `ffo check`, and what the file says about solving them.
///
/// @param name as the user named the file; "standard input" for `-`
/// @param adjoint name of the adjoint, if the file has one
/// @param tolerance of the solver, if the file has one
/// @param parameters names of the fields whose gradients are wanted; null for all of them
public record ProblemFile(
    String name,
    List<StatedProblem> problems,
    @Nullable String adjoint,
    @Nullable Double tolerance,
    @Nullable List<String> parameters) {
  /// The file name that stands for standard input.
  private static final String STANDARD_INPUT = "-";

  public ProblemFile {
    problems = List.copyOf(problems);
  }

  /// Reads a file, compressed by gzip if its name ends in `.gz`, or standard input for `-`.
  ///
  /// @throws BadInputException if it is not there or not a problem file
  public static ProblemFile read(String file) {
    if (file.equals(STANDARD_INPUT)) return ProblemReader.read("standard input", System.in);
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      if (Files.isDirectory(Path.of(file)))
        throw new BadInputException(file + ": is a folder, expected a file");
      return ProblemReader.read(file, isCompressed(file) ? new GZIPInputStream(in) : in);
    } catch (NoSuchFileException missing) {
      throw new BadInputException(file + ": there is no such file");
    } catch (IOException | RuntimeException failure) {
      if (failure instanceof BadInputException bad) throw bad;
      if (failure instanceof IOException io)
        throw new BadInputException(file + ": cannot be read: " + io.getMessage());
      throw (RuntimeException) failure;
    }
  }

  private static boolean isCompressed(String file) {
    return file.endsWith(".gz");
  }
}
