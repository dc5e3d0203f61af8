package io.ffolayer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How large the pieces of the house are, in the main sources of every module: what a reader meets
/// at once. Prints the counts and what exceeds its bound.
class HouseCountsTest {
  /// Whether what exceeds a bound fails the build, or is printed only.
  private static final boolean ENFORCED = true;

  private static final List<String> MODULES =
      List.of("core", "io", "highs", "ojalgo", "flat", "djl", "lab", "cli", "networks");
  private static final String LINEAR_ALGEBRA = "io.ffolayer.internal.linalg";
  private static final String KERNELS = LINEAR_ALGEBRA + ".kernel";
  private static final String ATOMS = "io.ffolayer.model.atom";

  /// A method or constructor with a body, or the components of a record.
  private record Function(String packageName, String name, int lines, int parameters) {
    boolean isKernel() {
      return packageName.equals(KERNELS);
    }

    @Override
    public String toString() {
      return "%s.%s: %d lines, %d parameters".formatted(packageName, name, lines, parameters);
    }
  }

  /// A class with its fields that are not static.
  private record Type(String packageName, String name, int fields) {
    @Override
    public String toString() {
      return "%s.%s: %d fields".formatted(packageName, name, fields);
    }
  }

  private static final List<Function> FUNCTIONS = new ArrayList<>();
  private static final List<Type> TYPES = new ArrayList<>();
  private static final Map<String, Integer> FILES = new TreeMap<>();

  @BeforeAll
  static void readTheSources() throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
      var files = manager.getJavaFileObjectsFromPaths(sources());
      JavacTask task = (JavacTask) compiler.getTask(null, manager, null, null, null, files);
      SourcePositions positions = Trees.instance(task).getSourcePositions();
      for (CompilationUnitTree unit : task.parse()) {
        FILES.merge(unit.getPackageName().toString(), 1, Integer::sum);
        new Counting(unit, positions).scan(unit, "");
      }
    }
    print();
  }

  private static List<Path> sources() throws IOException {
    List<Path> sources = new ArrayList<>();
    for (String module : MODULES)
      try (Stream<Path> paths = Files.walk(Path.of("..", module, "src", "main", "java"))) {
        paths
            .filter(path -> path.toString().endsWith(".java"))
            .filter(path -> !path.endsWith("module-info.java"))
            .forEach(sources::add);
      }
    return sources;
  }

  private static void print() {
    List<Integer> lengths = lengths();
    System.out.printf(
        "%d functions: median %d, p90 %d lines, longest %d; %d files in %d packages%n",
        lengths.size(),
        quantile(lengths, 0.5),
        quantile(lengths, 0.9),
        lengths.getLast(),
        FILES.values().stream().mapToInt(Integer::intValue).sum(),
        FILES.size());
  }

  @Test
  void nineOfTenFunctionsHaveAtMostTwentyLines() {
    int p90 = quantile(lengths(), 0.9);
    expectNone(Stream.of("p90 of the lines of functions: " + p90).filter(text -> p90 > 20));
  }

  @Test
  void noFunctionOutsideKernelsExceedsAScreen() {
    expectNone(FUNCTIONS.stream().filter(f -> !f.isKernel() && f.lines > 60));
  }

  @Test
  void noClassOutsideKernelsHasMoreThanFifteenFields() {
    expectNone(TYPES.stream().filter(t -> !t.packageName.equals(KERNELS) && t.fields > 15));
  }

  @Test
  void noFunctionOutsideLinearAlgebraHasMoreThanSixParameters() {
    expectNone(
        FUNCTIONS.stream()
            .filter(f -> !f.packageName.startsWith(LINEAR_ALGEBRA) && f.parameters > 6));
  }

  @Test
  void noPackageButTheAtomsHoldsMoreThanTwentyFiles() {
    expectNone(
        FILES.entrySet().stream().filter(e -> !e.getKey().equals(ATOMS) && e.getValue() > 20));
  }

  private static void expectNone(Stream<?> tooLarge) {
    List<?> found = tooLarge.toList();
    found.forEach(System.out::println);
    if (ENFORCED) assertThat(found).isEmpty();
  }

  private static List<Integer> lengths() {
    return FUNCTIONS.stream().filter(f -> !f.isKernel()).map(Function::lines).sorted().toList();
  }

  private static int quantile(List<Integer> sorted, double part) {
    return sorted.get((int) Math.min(sorted.size() - 1, Math.floor(part * sorted.size())));
  }

  /// Counts in one file; the string is the name of the surrounding type.
  private static final class Counting extends TreeScanner<Void, String> {
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final LineMap lines;
    private final String packageName;

    Counting(CompilationUnitTree unit, SourcePositions positions) {
      this.unit = unit;
      this.positions = positions;
      this.lines = unit.getLineMap();
      this.packageName = unit.getPackageName().toString();
    }

    @Override
    public Void visitClass(ClassTree type, String outer) {
      String own = type.getSimpleName().toString();
      String name = outer.isEmpty() ? own : outer + "." + own;
      int fields = (int) type.getMembers().stream().filter(m -> isField(type, m)).count();
      TYPES.add(new Type(packageName, name, fields));
      if (type.getKind() == Tree.Kind.RECORD)
        FUNCTIONS.add(new Function(packageName, name + " (record)", 1, fields));
      return super.visitClass(type, name);
    }

    private static boolean isField(ClassTree type, Tree member) {
      return member instanceof VariableTree field
          && !field.getModifiers().getFlags().contains(Modifier.STATIC)
          && type.getKind() != Tree.Kind.ENUM
          && type.getKind() != Tree.Kind.INTERFACE;
    }

    @Override
    public Void visitMethod(MethodTree method, String type) {
      int length = 1;
      if (method.getBody() != null) {
        long start = lines.getLineNumber(positions.getStartPosition(unit, method));
        long end = lines.getLineNumber(positions.getEndPosition(unit, method));
        length = (int) (end - start + 1);
      }
      int parameters = method.getParameters().size();
      if (method.getBody() != null || parameters > 6)
        FUNCTIONS.add(new Function(packageName, type + "." + method.getName(), length, parameters));
      return super.visitMethod(method, type);
    }
  }
}
