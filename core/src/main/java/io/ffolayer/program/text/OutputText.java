package io.ffolayer.program.text;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.canonical.ObjectiveConstant;
import io.ffolayer.program.canonical.Output;
import io.ffolayer.program.canonical.ProgramOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The outputs: what is read from a solution, and where.
final class OutputText {
  private OutputText() {}

  static void write(List<ProgramOutput> outputs, TextWriter text) throws IOException {
    text.line("outputs " + outputs.size());
    for (ProgramOutput output : outputs) {
      text.line("output " + text.quoted(output.name()) + text.axes(output.shape()));
      switch (output.readOut()) {
        case Output.Part part -> write(part, text);
        case Output.Value value -> write(value, text);
      }
    }
  }

  static List<ProgramOutput> read(TextReader text, MapText maps) throws IOException {
    int count = text.nextCount("outputs");
    List<ProgramOutput> outputs = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      text.next();
      text.word("output");
      String name = text.quoted();
      int[] shape = text.axes();
      text.next();
      text.word("read");
      Output readOut = text.choice("part", "value") == 0 ? part(text) : value(text, maps);
      outputs.add(text.checked(() -> new ProgramOutput(name, shape, readOut)));
    }
    return outputs;
  }

  private static String form(boolean exponential) {
    return exponential ? "exponential" : "plain";
  }

  private static String word(Output.Vector vector) {
    return switch (vector) {
      case Y -> "y";
      case Z -> "z";
      case S -> "s";
      case TIGHT_S -> "tight-s";
    };
  }

  private static Output.Vector vector(TextReader text) {
    return switch (text.choice("y", "z", "s", "tight-s")) {
      case 0 -> Output.Vector.Y;
      case 1 -> Output.Vector.Z;
      case 2 -> Output.Vector.S;
      default -> Output.Vector.TIGHT_S;
    };
  }

  private static void write(Output.Part part, TextWriter text) throws IOException {
    int[] index = part.index();
    double[] scale = part.scale();
    text.line(
        "read part %s %s %d %d %s %s"
            .formatted(
                word(part.vector()),
                form(part.exponential()),
                part.size(),
                part.first(),
                index == null ? "consecutive" : "indexed",
                scale == null ? "unscaled" : "scaled"));
    if (index != null) text.integers("indices", index);
    if (scale != null) text.numbers("scales", scale);
  }

  private static Output part(TextReader text) throws IOException {
    Output.Vector vector = vector(text);
    boolean exponential = text.choice("plain", "exponential") == 1;
    int size = text.count();
    int first = text.integer();
    boolean indexed = text.choice("consecutive", "indexed") == 1;
    boolean scaled = text.choice("unscaled", "scaled") == 1;
    int[] index = indexed ? text.integers("indices", size) : null;
    double[] scale = scaled ? text.numbers("scales", size) : null;
    return new Output.Part(vector, size, first, index, scale, exponential);
  }

  private static void write(Output.Value value, TextWriter text) throws IOException {
    ObjectiveConstant constant = value.constant();
    text.line(
        "read value %s %s %d"
            .formatted(
                form(value.exponential()),
                TextWriter.number(value.sign()),
                constant.squares().size()));
    MapText.write(constant.affine(), text);
    for (ObjectiveConstant.Square square : constant.squares()) {
      text.line("square " + square.vector().size() + " " + square.weight().length);
      MapText.write(square.vector(), text);
      text.integers("left", square.row());
      text.integers("right", square.column());
      text.numbers("weights", square.weight());
    }
  }

  private static Output value(TextReader text, MapText maps) throws IOException {
    boolean exponential = text.choice("plain", "exponential") == 1;
    double sign = text.number();
    int count = text.count();
    AffineMap affine = maps.readSized(1, "constant");
    List<ObjectiveConstant.Square> squares = new ArrayList<>();
    for (int k = 0; k < count; k++) squares.add(square(text, maps));
    return new Output.Value(sign, new ObjectiveConstant(affine, squares), exponential);
  }

  private static ObjectiveConstant.Square square(TextReader text, MapText maps) throws IOException {
    int size = text.nextCount("square");
    int count = text.count();
    AffineMap vector = maps.readSized(size, "vector of a square");
    int[] left = inside(text.integers("left", count), size, text);
    int[] right = inside(text.integers("right", count), size, text);
    return new ObjectiveConstant.Square(vector, left, right, text.numbers("weights", count));
  }

  private static int[] inside(int[] indices, int size, TextReader text) {
    for (int k : indices)
      if (k < 0 || k >= size) throw text.refuse("index %d outside [0, %d)".formatted(k, size));
    return indices;
  }
}
