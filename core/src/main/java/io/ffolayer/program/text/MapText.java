package io.ffolayer.program.text;

import io.ffolayer.program.AffineMap;
import io.ffolayer.program.ParametricProgram;
import io.ffolayer.program.ProgramStructure;
import io.ffolayer.program.canonical.ProgramParameter;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The affine maps of the slots: which numbers of a program come from which parameters.
final class MapText {
  /// Sums of stacks of sums …: deeper nesting than this is damage.
  private static final int DEEPEST = 200;

  private final TextReader text;
  private final List<ProgramParameter> parameters;

  MapText(TextReader text, List<ProgramParameter> parameters) {
    this.text = text;
    this.parameters = parameters;
  }

  static void writeProgram(ParametricProgram program, TextWriter text) throws IOException {
    StructureText.write(program.structure(), text);
    writeSlot("quadratic", program.quadratic(), text);
    writeSlot("linear", program.linear(), text);
    for (AffineMap rows : program.rows()) writeSlot("rows", rows, text);
    writeSlot("right-hand-side", program.rhs(), text);
  }

  ParametricProgram readProgram() throws IOException {
    ProgramStructure structure = StructureText.read(text);
    AffineMap quadratic = readSlot("quadratic", structure.quadratic().size());
    AffineMap linear = readSlot("linear", structure.variables());
    List<AffineMap> rows = new ArrayList<>();
    for (var block : structure.blocks()) rows.add(readSlot("rows", block.layout().size()));
    AffineMap rhs = readSlot("right-hand-side", structure.rows());
    return new ParametricProgram(structure, quadratic, linear, rows, rhs);
  }

  private static void writeSlot(String name, AffineMap map, TextWriter text) throws IOException {
    text.line("slot " + name);
    write(map, text);
  }

  private AffineMap readSlot(String name, int size) throws IOException {
    text.next();
    text.word("slot");
    text.word(name);
    return readSized(size, "slot");
  }

  /// A map of a known size.
  AffineMap readSized(int size, String what) throws IOException {
    AffineMap map = read(0);
    if (map.size() != size)
      throw text.refuse(
          "the map to the %s has size %d, expected %d".formatted(what, map.size(), size));
    return map;
  }

  static void write(AffineMap map, TextWriter text) throws IOException {
    switch (map) {
      case AffineMap.Fixed fixed -> {
        text.line("map fixed " + fixed.size());
        text.numbers("values", fixed.values());
      }
      case AffineMap.Same same -> text.line("map same " + same.parameter() + " " + same.size());
      case AffineMap.Entries entries -> write(entries, text);
      case AffineMap.Strided strided -> write(strided, text);
      case AffineMap.Stack stack -> {
        text.line("map stack " + stack.parts().size());
        for (AffineMap part : stack.parts()) write(part, text);
      }
      case AffineMap.Sum sum -> {
        text.line("map sum " + sum.size() + " " + sum.terms().size());
        for (AffineMap term : sum.terms()) write(term, text);
      }
    }
  }

  private static void write(AffineMap.Entries map, TextWriter text) throws IOException {
    text.line("map entries " + map.parameter() + " " + map.size() + " " + map.target().length);
    text.integers("targets", map.target());
    text.integers("sources", map.source());
    text.numbers("factors", map.factor());
  }

  private static void write(AffineMap.Strided map, TextWriter text) throws IOException {
    text.line(
        "map strided %d %d %s from %d to %d loops %d"
            .formatted(
                map.parameter(),
                map.size(),
                TextWriter.number(map.factor()),
                map.source().start(),
                map.target().start(),
                map.counts().length));
    text.integers("counts", map.counts());
    text.integers("source-strides", map.source().stride());
    text.integers("target-strides", map.target().stride());
  }

  private AffineMap read(int depth) throws IOException {
    if (depth > DEEPEST) throw text.refuse("maps are nested more than " + DEEPEST + " deep");
    text.next();
    text.word("map");
    return switch (text.choice("fixed", "same", "entries", "strided", "stack", "sum")) {
      case 0 -> new AffineMap.Fixed(text.numbers("values", text.count()));
      case 1 -> same();
      case 2 -> entries();
      case 3 -> strided();
      case 4 -> stack(depth);
      default -> sum(depth);
    };
  }

  private int parameter() {
    int p = text.count();
    if (p >= parameters.size())
      throw text.refuse("there is no parameter %d among %d".formatted(p, parameters.size()));
    return p;
  }

  private AffineMap same() {
    int p = parameter();
    int size = text.count();
    if (size != parameters.get(p).size())
      throw text.refuse(
          "the slot has size %d, parameter %d has size %d"
              .formatted(size, p, parameters.get(p).size()));
    return new AffineMap.Same(p, size);
  }

  private AffineMap entries() throws IOException {
    int p = parameter();
    int size = text.count();
    int count = text.count();
    int[] target = text.integers("targets", count);
    for (int k : target) requireInside(k, size, "target");
    int[] source = text.integers("sources", count);
    for (int k : source) requireInside(k, parameters.get(p).size(), "source");
    return new AffineMap.Entries(p, size, target, source, text.numbers("factors", count));
  }

  private void requireInside(long index, int size, String what) {
    if (index < 0 || index >= size)
      throw text.refuse("%s %d outside [0, %d)".formatted(what, index, size));
  }

  private AffineMap strided() throws IOException {
    int p = parameter();
    int size = text.count();
    double factor = text.number();
    text.word("from");
    int source = text.count();
    text.word("to");
    int target = text.count();
    text.word("loops");
    int loops = text.count();
    int[] counts = text.integers("counts", loops);
    for (int count : counts) if (count < 0) throw text.refuse("a loop of " + count + " rounds");
    int[] sourceStride = text.integers("source-strides", loops);
    requireInside(source, counts, sourceStride, parameters.get(p).size(), "source");
    int[] targetStride = text.integers("target-strides", loops);
    requireInside(target, counts, targetStride, size, "target");
    return new AffineMap.Strided(
        p,
        size,
        factor,
        counts,
        new AffineMap.Walk(target, targetStride),
        new AffineMap.Walk(source, sourceStride));
  }

  /// The first and the last index that the loops reach.
  private void requireInside(int first, int[] counts, int[] strides, int size, String what) {
    long least = first;
    long most = first;
    for (int d = 0; d < counts.length; d++) {
      if (counts[d] == 0) return;
      long reach = (counts[d] - 1L) * strides[d];
      least += Math.min(0, reach);
      most += Math.max(0, reach);
    }
    requireInside(least, size, what);
    requireInside(most, size, what);
  }

  private AffineMap stack(int depth) throws IOException {
    int count = text.count();
    List<AffineMap> parts = new ArrayList<>();
    long size = 0;
    for (int k = 0; k < count; k++) {
      parts.add(read(depth + 1));
      size += parts.getLast().size();
      if (size > Integer.MAX_VALUE) throw text.refuse("a stack of size " + size);
    }
    return new AffineMap.Stack(parts);
  }

  private AffineMap sum(int depth) throws IOException {
    int size = text.count();
    int count = text.count();
    List<AffineMap> terms = new ArrayList<>();
    for (int k = 0; k < count; k++) terms.add(read(depth + 1));
    return text.checked(() -> new AffineMap.Sum(size, terms));
  }
}
