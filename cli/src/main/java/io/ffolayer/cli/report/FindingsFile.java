package io.ffolayer.cli.report;

import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.experiment.Findings;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Chart;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.lab.experiment.Findings.Table;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// What an experiment found, kept in a file to the bit, so that a report that was killed does not
/// run it again. The file is there as a whole or not at all.
///
/// @param seconds that the run took
record FindingsFile(Findings findings, double seconds) {
  /// What a file holds, or null where there is none, or one of another title, or a damaged one.
  static @Nullable FindingsFile read(Path path, String title) {
    try {
      byte[] bytes = Files.isRegularFile(path) ? Files.readAllBytes(path) : new byte[0];
      if (bytes.length < Long.BYTES) return null;
      int length = bytes.length - Long.BYTES;
      DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
      if (in.readLong() != sum(Arrays.copyOfRange(bytes, Long.BYTES, Long.BYTES + length)))
        return null;
      if (!in.readUTF().equals(title)) return null;
      double seconds = in.readDouble();
      Findings findings =
          new Findings(
              list(in, text -> text.readUTF()),
              list(in, FindingsFile::table),
              list(in, FindingsFile::chart));
      return new FindingsFile(findings, seconds);
    } catch (IOException unreadable) {
      return null;
    }
  }

  void write(Path path, String title) {
    RecordFile.at(path)
        .write(stream -> {
          ByteArrayOutputStream content = new ByteArrayOutputStream();
          DataOutputStream out = new DataOutputStream(content);
          out.writeUTF(title);
          out.writeDouble(seconds);
          each(out, findings.remarks(), DataOutputStream::writeUTF);
          each(out, findings.tables(), FindingsFile::write);
          each(out, findings.charts(), FindingsFile::write);
          out.flush();
          DataOutputStream whole = new DataOutputStream(stream);
          whole.writeLong(sum(content.toByteArray()));
          whole.write(content.toByteArray());
          whole.flush();
        });
  }

  private static long sum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  private interface Reading<T> {
    T from(DataInputStream in) throws IOException;
  }

  private interface Writing<T> {
    void to(DataOutputStream out, T value) throws IOException;
  }

  private static <T> List<T> list(DataInputStream in, Reading<T> item) throws IOException {
    int size = in.readInt();
    List<T> items = new ArrayList<>();
    for (int k = 0; k < size; k++) items.add(item.from(in));
    return items;
  }

  private static <T> void each(DataOutputStream out, List<T> items, Writing<T> writing)
      throws IOException {
    out.writeInt(items.size());
    for (T item : items) writing.to(out, item);
  }

  private static double[] numbers(DataInputStream in) throws IOException {
    double[] numbers = new double[in.readInt()];
    for (int k = 0; k < numbers.length; k++) numbers[k] = Double.longBitsToDouble(in.readLong());
    return numbers;
  }

  private static void write(DataOutputStream out, double[] numbers) throws IOException {
    out.writeInt(numbers.length);
    for (double number : numbers) out.writeLong(Double.doubleToRawLongBits(number));
  }

  private static Table table(DataInputStream in) throws IOException {
    return new Table(
        in.readUTF(),
        list(in, text -> text.readUTF()),
        list(in, row -> new Row(row.readUTF(), numbers(row))));
  }

  private static void write(DataOutputStream out, Table table) throws IOException {
    out.writeUTF(table.title());
    each(out, table.columns(), DataOutputStream::writeUTF);
    each(
        out,
        table.rows(),
        (to, row) -> {
          to.writeUTF(row.name());
          write(to, row.values());
        });
  }

  private static Chart chart(DataInputStream in) throws IOException {
    return new Chart(
        in.readUTF(),
        axis(in),
        axis(in),
        list(
            in,
            from -> new Curve(from.readUTF(), from.readBoolean(), numbers(from), numbers(from))));
  }

  private static Axis axis(DataInputStream in) throws IOException {
    return new Axis(in.readUTF(), in.readBoolean());
  }

  private static void write(DataOutputStream out, Chart chart) throws IOException {
    out.writeUTF(chart.title());
    write(out, chart.x());
    write(out, chart.y());
    each(
        out,
        chart.curves(),
        (to, curve) -> {
          to.writeUTF(curve.name());
          to.writeBoolean(curve.isLine());
          write(to, curve.x());
          write(to, curve.y());
        });
  }

  private static void write(DataOutputStream out, Axis axis) throws IOException {
    out.writeUTF(axis.name());
    out.writeBoolean(axis.isLogarithmic());
  }
}
