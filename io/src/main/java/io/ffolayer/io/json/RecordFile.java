package io.ffolayer.io.json;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/// A file that the command writes: first under another name beside it, then moved, so that there is
/// never half a file.
public final class RecordFile {
  private final Path path;

  private RecordFile(Path path) {
    this.path = path;
  }

  /// @throws BadInputException if a file cannot stand there; asked before the work begins
  public static RecordFile at(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    if (folder == null || Files.isDirectory(path))
      throw new BadInputException(path + ": is a folder, expected the name of a file to write");
    if (!Files.isDirectory(folder))
      throw new BadInputException(path + ": there is no folder " + folder + " to write into");
    if (!Files.isWritable(folder))
      throw new BadInputException(path + ": the folder " + folder + " cannot be written to");
    return new RecordFile(path);
  }

  public Path path() {
    return path;
  }

  /// Writes to a stream.
  public interface Content {
    void write(OutputStream out) throws IOException;
  }

  /// Writes the file, over an older one of this name.
  public void write(Content content) {
    // A device or a pipe is no place for a second name.
    boolean special = Files.exists(path) && !Files.isRegularFile(path);
    try {
      if (special) writeTo(path, content);
      else replace(content);
    } catch (IOException failure) {
      throw new BadInputException(path + ": cannot be written: " + failure.getMessage());
    }
  }

  private void replace(Content content) throws IOException {
    // The file behind a link, not the link, is replaced.
    Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
    Path draft =
        target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid());
    try {
      writeTo(draft, content);
      try {
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException otherwise) {
        Files.move(draft, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private static void writeTo(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      content.write(out);
    }
  }
}
