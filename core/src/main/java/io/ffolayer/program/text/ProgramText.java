package io.ffolayer.program.text;

import io.ffolayer.program.canonical.CanonicalProgram;
import io.ffolayer.program.canonical.ParameterDomain;
import io.ffolayer.program.canonical.ProgramParameter;
import io.ffolayer.program.canonical.SemidefinitePattern;
import io.ffolayer.program.matrix.Layout;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A canonical program as lines of text, and back: every number to the bit, so that a layer rebuilt
/// from its text gives the same bits as the layer itself. The last line has a checksum, so that a
/// damaged text is refused and never read as another program.
///
/// ```
/// ffolayer program 2
/// parameters 1
/// parameter "q" plain real 1 2
/// variables 2 auxiliary 0 rows 0
/// …
/// end 6f1d20c4
/// ```
///
/// @implNote Time and length are linear in the number of stored numbers; neither writer nor reader
///   holds the text in memory. A million entries take less than a second.
public final class ProgramText {
  private static final String HEADER = "ffolayer program";
  private static final int VERSION = 2;

  private static final List<ParameterDomain> DOMAINS = List.of(ParameterDomain.values());
  private static final String[] WORDS =
      DOMAINS.stream().map(ProgramText::word).toArray(String[]::new);

  private ProgramText() {}

  private static String word(ParameterDomain domain) {
    return domain.name().toLowerCase(Locale.ROOT);
  }

  /// Writes a program and leaves the writer open.
  ///
  /// @throws IllegalArgumentException if the program holds NaN, or a matrix by an operator
  public static void write(CanonicalProgram program, Writer out) throws IOException {
    TextWriter text = new TextWriter(out);
    text.line(HEADER + " " + VERSION);
    text.line("parameters " + program.parameters().size());
    for (ProgramParameter parameter : program.parameters()) write(parameter, text);
    MapText.writeProgram(program.program(), text);
    OutputText.write(program.outputs(), text);
    TighteningText.write(program.tightening(), text);
    text.end();
  }

  public static String write(CanonicalProgram program) {
    StringWriter out = new StringWriter();
    try {
      write(program, out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return out.toString();
  }

  /// Reads the program of a text; nothing may stand behind it.
  ///
  /// @throws ProgramTextException if a line breaks a rule, or the checksum is not that of the lines
  public static CanonicalProgram read(Reader in) throws IOException {
    TextReader text = new TextReader(in);
    text.next();
    text.word("ffolayer");
    text.word("program");
    int version = text.integer();
    if (version != VERSION)
      throw text.refuse("expected version %d of the format, got %d".formatted(VERSION, version));
    List<ProgramParameter> parameters = readParameters(text);
    CanonicalProgram program =
        text.checked(() -> {
          MapText maps = new MapText(text, parameters);
          var numbers = maps.readProgram();
          var outputs = OutputText.read(text, maps);
          int variables = numbers.structure().variables();
          var tightening = TighteningText.read(variables, text, maps);
          return new CanonicalProgram(numbers, parameters, outputs, tightening);
        });
    text.end();
    return program;
  }

  public static CanonicalProgram read(String text) {
    try {
      return read(new StringReader(text));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static void write(ProgramParameter parameter, TextWriter text) throws IOException {
    String kind = parameter.logarithmic() ? "logarithm" : "plain";
    String domain = word(parameter.domain());
    text.line(
        "parameter %s %s %s%s"
            .formatted(text.quoted(parameter.name()), kind, domain, text.axes(parameter.shape())));
    if (parameter.domain() != ParameterDomain.PSD) return;
    SemidefinitePattern semidefinite = parameter.semidefinite();
    if (semidefinite == null) text.line("matrix full");
    else StructureText.write("matrix", semidefinite.pattern(), text);
  }

  private static List<ProgramParameter> readParameters(TextReader text) throws IOException {
    int count = text.nextCount("parameters");
    List<ProgramParameter> parameters = new ArrayList<>();
    for (int p = 0; p < count; p++) {
      text.next();
      text.word("parameter");
      String name = text.quoted();
      boolean logarithmic = text.choice("plain", "logarithm") == 1;
      ParameterDomain domain = DOMAINS.get(text.choice(WORDS));
      int[] shape = text.axes();
      SemidefinitePattern pattern = domain == ParameterDomain.PSD ? semidefinite(text) : null;
      parameters.add(
          text.checked(() -> new ProgramParameter(name, shape, logarithmic, domain, pattern)));
    }
    return parameters;
  }

  private static @Nullable SemidefinitePattern semidefinite(TextReader text) throws IOException {
    text.next();
    text.word("matrix");
    if (text.choice("full", "sparse") == 0) return null;
    int order = text.count();
    Layout.Sparse pattern = StructureText.sparse(order, order, text);
    return text.checked(() -> new SemidefinitePattern(pattern));
  }
}
