package io.ffolayer.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.zip.CRC32;

/// A journal in a file, a line a step: its name, its numbers to the bit, a checksum. A line is on
/// the disk before the run goes on. What a kill has left of a last line is cut off.
public final class JournalFile implements Journal, AutoCloseable {
  private final Map<String, double[]> kept = new HashMap<>();
  private final FileChannel channel;

  private JournalFile(FileChannel channel) {
    this.channel = channel;
  }

  /// Opens a journal, or begins one where there is none, or one of something else.
  ///
  /// @param title of the run with all its settings, which the first line repeats
  /// @throws UncheckedIOException if the file cannot be read or written
  /// @throws IllegalStateException if another run has it open
  public static JournalFile open(Path path, String title) {
    try {
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!isMine(channel)) {
        channel.close();
        throw new IllegalStateException(
            path + ": another run writes to this journal. Maybe give this one another folder");
      }
      String text = Files.readString(path, StandardCharsets.ISO_8859_1);
      JournalFile journal = new JournalFile(channel);
      int good = journal.read(text, checked(bytesOf(title)));
      channel.truncate(good).position(good);
      if (good == 0) journal.append(checked(bytesOf(title)));
      return journal;
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /// Locks the file until it is closed or the process ends.
  private static boolean isMine(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException inThisProcess) {
      return false;
    }
  }

  /// @return how many characters are whole lines of this title
  private int read(String text, String title) {
    int at = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      String line = text.substring(at, end);
      if (at == 0 ? !line.equals(title) : !keep(line)) break;
      at = end + 1;
    }
    return at;
  }

  private boolean keep(String line) {
    int mark = line.lastIndexOf('\t');
    if (mark < 0 || !line.equals(checked(line.substring(0, mark)))) return false;
    String[] parts = line.substring(0, mark).split("\t", -1);
    kept.put(
        parts[0],
        Arrays.stream(parts, 1, parts.length)
            .mapToDouble(bits -> Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16)))
            .toArray());
    return true;
  }

  /// A line with the checksum of its bytes.
  private static String checked(String line) {
    CRC32 sum = new CRC32();
    sum.update(line.getBytes(StandardCharsets.ISO_8859_1));
    return line + "\t" + Long.toHexString(sum.getValue());
  }

  /// The bytes of a text as characters, so that places in the file are places in the text.
  private static String bytesOf(String text) {
    String line = text.replace('\t', ' ').replace('\n', ' ');
    return new String(line.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  @Override
  public double[] of(String step, Supplier<double[]> work) {
    String name = bytesOf(step);
    double[] known;
    synchronized (this) {
      known = kept.get(name);
    }
    if (known != null) return known.clone();
    double[] found = work.get(); // several steps may be at work
    String numbers =
        Arrays.stream(found)
            .mapToObj(v -> "\t" + Long.toHexString(Double.doubleToRawLongBits(v)))
            .collect(Collectors.joining());
    synchronized (this) {
      append(checked(name + numbers));
      kept.put(name, found.clone());
    }
    return found;
  }

  private void append(String line) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.ISO_8859_1));
      while (bytes.hasRemaining()) channel.write(bytes);
      channel.force(false);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
