package io.ffolayer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.io.json.BadInputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemFileTest {
  @TempDir Path folder;

  private ProblemFile read(String json) {
    Path file = folder.resolve("p.json");
    try {
      Files.writeString(file, json);
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
    return ProblemFile.read(file.toString());
  }

  private static MatrixProblem first(ProblemFile file) {
    return (MatrixProblem) file.problems().getFirst();
  }

  @Test
  void everyFieldOfAProblemIsRead() {
    ProblemFile file =
        read(
            """
            {"P": [[2, 0], [0, 2]], "q": [1, -1.5], "A": {"rows": 1, "cols": 2, "i": [0, 0], "j": [1, 0], "v": [3, 4]},
             "b": [1], "G": [[-1, 0], [0, -1]], "h": [0, "inf"], "cotangent": [1, 0], "dualCotangent": [1, 2, 3],
             "adjoint": "implicit", "tolerance": 1e-8}
            """);
    MatrixProblem problem = first(file);
    assertThat(problem.n()).isEqualTo(2);
    assertThat(problem.p().values()).containsExactly(2, 0, 0, 2);
    assertThat(problem.q()).containsExactly(1, -1.5);
    // In the order of the columns, whatever the order in the file.
    assertThat(problem.a().values()).containsExactly(4, 3);
    assertThat(problem.b()).containsExactly(1);
    assertThat(problem.g().values()).containsExactly(-1, 0, 0, -1);
    assertThat(problem.h()).containsExactly(0, Double.POSITIVE_INFINITY);
    assertThat(problem.cotangent()).containsExactly(1, 0);
    assertThat(problem.dualCotangent()).containsExactly(1, 2, 3);
    assertThat(file.adjoint()).isEqualTo("implicit");
    assertThat(file.tolerance()).isEqualTo(1e-8);
  }

  @Test
  void aDiagonalStandsForItsMatrix() {
    MatrixProblem problem = first(read("{\"P\": {\"diag\": [1, 2, 3]}}"));
    assertThat(problem.n()).isEqualTo(3);
    assertThat(problem.p().layout().size()).isEqualTo(3);
  }

  @Test
  void theInfinityThatPythonWritesMeansNoConstraint() {
    MatrixProblem problem = first(read("{\"G\": [[1]], \"h\": [Infinity]}"));
    assertThat(problem.h()).containsExactly(Double.POSITIVE_INFINITY);
  }

  @Test
  void emptyPartsAreAbsentParts() {
    MatrixProblem problem =
        first(read("{\"q\": [1], \"P\": [], \"A\": [], \"b\": [], \"G\": [], \"h\": []}"));
    assertThat(problem.rowsOfA()).isZero();
    assertThat(problem.isConic()).isFalse();
  }

  @Test
  void aFileHoldsManyProblems() {
    assertThat(read("{\"problems\": [{\"q\": [1]}, {\"q\": [1, 2]}]}").problems())
        .extracting(problem -> ((MatrixProblem) problem).n())
        .isEqualTo(List.of(1, 2));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"q": [1, 2], "P": [[1, 2]]}                          | P: has 1 rows, expected 2, one for each variable
          {"q": [1, 2], "P": [[1]]}                             | P: has 1 columns, expected 2, the length of q
          {"P": [[1, 2], [3, 1]]}                               | P: expected a symmetric matrix, but entry (1, 0) is 3.0 and entry (0, 1) is 2.0
          {"P": {"rows":2,"cols":2,"i":[0,0,1],"j":[0,1,1],"v":[1,2,1]}} | P: expected a symmetric matrix, but entry (0, 1) is 2.0 and entry (1, 0) is not there
          {"P": [[1, 2], [3]]}                                  | P: row 1 has 1 numbers, expected 2 as in row 0
          {"P": [1, 2]}                                         | P: expected row 0 to be a list of numbers, got 1
          {"P": 3}                                              | P: expected a matrix: rows, or an object with rows, cols, i, j, v, got 3
          {"P": {"rows": 2, "cols": 2}}                         | P: expected rows, cols, i, j and v together, or diag alone
          {"A": {"rows":1,"cols":1,"i":[0],"j":[0],"v":[1,2]}}  | A: expected i, j and v of the same length, but they have 1, 1 and 2 entries
          {"A": {"rows":1,"cols":1,"i":[1],"j":[0],"v":[1]}}    | A: entry 0 of the pattern is (1, 0), outside [1, 1]
          {"A": {"rows":1,"cols":1,"i":[0,0],"j":[0,0],"v":[1,2]}} | A: entry (0, 0) stands twice
          {"A": {"rows":-1,"cols":1,"i":[],"j":[],"v":[]}}      | A.rows: expected an integer ≥ 0, got -1
          {"A": {"rows":1,"cols":1,"i":[0.5],"j":[0],"v":[1]}}  | A.i: expected entry 0 to be an integer, got 0.5
          {"A": {"rows":1,"columns":1}}                         | A.columns: unknown field, expected rows, cols, i, j, v, or diag
          {"q": [1], "A": [[1]]}                                | b: is missing, expected 1 numbers, one for each row of A
          {"q": [1], "b": [1]}                                  | A: is missing, expected a matrix with 1 rows, as b has numbers
          {"q": [1], "G": [[1]], "h": [1, 2]}                   | h: has 2 numbers, expected 1, one for each row of G
          {"q": [1], "cotangent": [1, 2]}                       | cotangent: has 2 numbers, expected 1, the length of q
          {"q": [1], "dualCotangent": [1]}                      | dualCotangent: has 1 numbers, expected 0, the rows of A and G
          {"q": [1, NaN]}                                       | q: expected entry 1 to be a finite number, got NaN
          {"q": [1, "inf"]}                                     | q: expected entry 1 to be a finite number, got "inf"
          {"q": [1e999]}                                        | q: expected entry 0 to be a finite number, got 1e999
          {"q": [null]}                                         | q: expected entry 0 to be a finite number, got null
          {"q": 1}                                              | q: expected a list of numbers, got 1
          {"G": [[1]], "h": ["-inf"]}                           | h: expected entry 0 to be a finite number, or "inf" for no constraint, got "-inf"
          {"G": [[1, NaN]], "h": [1]}                           | G: expected entry (0, 1) to be a finite number, got NaN
          {"q": [1], "H": [1]}                                  | H: unknown field, expected P, q, A, b, G, h, cones, cotangent, dualCotangent
          {"q": [1], "A": [[1]], "b": [1], "cones": []}         | cones: have 0 rows together, expected 1, the rows of A
          {"q": [1], "A": [[1]], "b": [1], "cones": 1}          | cones: expected a list of {"zero": rows}
          {"q": [1], "A": [[1]], "b": [1], "cones": [1]}        | cones[0]: expected {"zero": rows}
          {"q": [1], "A": [[1]], "b": [1], "cones": [{}]}       | cones[0]: expected {"zero": rows}
          {"q": [1], "A": [[1]], "b": [1], "cones": [{"box": 1}]} | cones[0].box: unknown cone
          {"q": [1], "A": [[1]], "b": [1], "cones": [{"soc": 0}]} | cones[0].soc: expected an integer ≥ 1, got 0
          {"q": [1], "A": [[1]], "b": [1], "cones": [{"power": 1}]} | cones[0].power: expected an exponent strictly between 0 and 1, got 1
          {"q": [1], "A": [[1]], "b": [1], "cones": [{"zero": 1, "nonneg": 0}]} | cones[0]: expected one name and one number
          {"q": [1], "G": [[1]], "h": [1], "cones": []}         | G: stands beside "cones"
          {"q": [1], "parameters": ["x"]}                       | parameters: expected names among P, q, A, b, G, h, got "x"
          {}                                                    | there is no variable; expected q, P, A or G with an entry
          []                                                    | expected an object
          {"problems": []}                                      | problems: expected at least one problem
          {"problems": [{"q": [1]}], "q": [1]}                  | q: stands beside "problems"; expected it inside one of them
          {"problems": [{"q": [1]}, {"q": [1], "b": 2}]}        | problems[1].b: expected a list of numbers, got 2
          {"problems": [{"q": [1]}, 5]}                         | problems[1]: expected an object
          {"problems": [{"q": [1], "tolerance": 1}]}            | problems[0].tolerance: expected at the top of the file
          {"q": [1], "tolerance": 0}                            | tolerance: expected a number in (0, 1e-2], got 0
          {"q": [1], "adjoint": "lpgd"}                         | adjoint: expected "first-order" or "implicit", got "lpgd"
          {"q": [1]} 5                                          | expected nothing after the object
          {"q": [1], "q": [2]}                                  | line 1, column 15: expected JSON: Duplicate
          {"q": [1                                              | line 1
          nonsense                                              | line 1
          """)
  void whatIsWrongIsSaidInOneLineThatNamesFileAndField(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadInputException.class)
        .satisfies(thrown -> {
          assertThat(thrown.getMessage()).contains("p.json: ").contains(message);
          assertThat(thrown.getMessage().lines()).hasSize(1);
        });
  }

  @Test
  void aMissingFileAndAFolderAreNamed() {
    assertThatThrownBy(() -> ProblemFile.read("nowhere.json"))
        .isInstanceOf(BadInputException.class)
        .hasMessage("nowhere.json: there is no such file");
    assertThatThrownBy(() -> ProblemFile.read(folder.toString()))
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith(folder.toString());
  }
}
