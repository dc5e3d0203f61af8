package io.ffolayer.io.json;

import java.io.OutputStream;
import java.io.Writer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.PrettyPrinter;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.DefaultPrettyPrinter;

/// JSON as this project writes it: objects on lines of their own, arrays on one line, infinite
/// numbers as "inf" and "-inf".
public final class JsonWriter {
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .enable(StreamWriteFeature.USE_FAST_DOUBLE_WRITER)
          .build();

  private final JsonGenerator generator;

  private JsonWriter(JsonGenerator generator) {
    this.generator = generator;
  }

  private static final class Indented extends ObjectWriteContext.Base {
    private final PrettyPrinter printer = new DefaultPrettyPrinter();

    @Override
    public PrettyPrinter getPrettyPrinter() {
      return printer;
    }

    @Override
    public boolean hasPrettyPrinter() {
      return true;
    }
  }

  /// Writes one object, UTF-8, and leaves the stream open.
  public static void write(OutputStream out, Consumer<JsonWriter> content) {
    finish(FACTORY.createGenerator(new Indented(), out), content);
  }

  /// Writes one object and leaves the writer open.
  public static void write(Writer out, Consumer<JsonWriter> content) {
    finish(FACTORY.createGenerator(new Indented(), out), content);
  }

  private static void finish(JsonGenerator generator, Consumer<JsonWriter> content) {
    try (generator) {
      generator.writeStartObject();
      content.accept(new JsonWriter(generator));
      generator.writeEndObject();
      generator.writeRaw('\n');
    }
  }

  public JsonWriter text(String name, String value) {
    generator.writeName(name);
    generator.writeString(value);
    return this;
  }

  public JsonWriter number(String name, double value) {
    generator.writeName(name);
    number(value);
    return this;
  }

  public JsonWriter integer(String name, long value) {
    generator.writeName(name);
    generator.writeNumber(value);
    return this;
  }

  public JsonWriter flag(String name, boolean value) {
    generator.writeName(name);
    generator.writeBoolean(value);
    return this;
  }

  public JsonWriter object(String name, Consumer<JsonWriter> content) {
    generator.writeName(name);
    element(content);
    return this;
  }

  /// A list of objects.
  public <T> JsonWriter list(String name, Iterable<T> items, Writing<T> writing) {
    generator.writeName(name);
    generator.writeStartArray();
    for (T item : items) element(json -> writing.write(json, item));
    generator.writeEndArray();
    return this;
  }

  private void element(Consumer<JsonWriter> content) {
    generator.writeStartObject();
    content.accept(this);
    generator.writeEndObject();
  }

  /// How to write an item of a list.
  public interface Writing<T> {
    void write(JsonWriter json, T item);
  }

  public JsonWriter texts(String name, Iterable<String> values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (String value : values) generator.writeString(value);
    generator.writeEndArray();
    return this;
  }

  public JsonWriter numbers(String name, double[] values) {
    generator.writeName(name);
    numbers(values, 0, values.length);
    return this;
  }

  /// Numbers some of which are not there.
  ///
  /// @param values NaN for null
  public JsonWriter known(String name, double[] values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (double value : values)
      if (Double.isNaN(value)) generator.writeNull();
      else number(value);
    generator.writeEndArray();
    return this;
  }

  public JsonWriter integers(String name, int[] values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (int value : values) generator.writeNumber(value);
    generator.writeEndArray();
    return this;
  }

  /// A matrix row by row.
  public JsonWriter rows(String name, int rows, int columns, double[] values) {
    generator.writeName(name);
    generator.writeStartArray();
    for (int i = 0; i < rows; i++) numbers(values, i * columns, columns);
    generator.writeEndArray();
    return this;
  }

  private void numbers(double[] values, int from, int length) {
    generator.writeStartArray();
    for (int k = from; k < from + length; k++) number(values[k]);
    generator.writeEndArray();
  }

  /// JSON knows no infinity; a NaN is a fault of ours, never a result.
  private void number(double value) {
    if (Double.isFinite(value)) generator.writeNumber(value);
    else if (Double.isNaN(value)) throw new IllegalStateException("a result is not a number");
    else generator.writeString(value > 0 ? "inf" : "-inf");
  }
}
