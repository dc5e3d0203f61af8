package io.ffolayer.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.value.Matrix;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordedProblemTest {
  private static ProblemFile read(String json) {
    byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
    return ProblemReader.read("p.json", new ByteArrayInputStream(bytes));
  }

  @Test
  void namesStandForVariablesParametersAndConstraints() {
    ProblemFile file =
        read(
            """
            {"subjectTo": {"budget": "sum(x) == 1", "signs": "x >= 0"},
             "minimize": "sumSquares(A @ x - b) + lambda * norm1(x)",
             "constants": {"A": [[1, 2], [3, 4], [5, 6]]},
             "parameters": {"b": [1, 2, 3], "lambda": 0.5, "D": {"diag": [1, 2]}},
             "domains": {"lambda": "nonnegative"}, "variables": {"x": [2], "t": []},
             "cotangents": {"x": [1, 0], "t": 2}, "dualCotangents": {"budget": 1}}
            """);
    WordedProblem problem = (WordedProblem) file.problems().getFirst();
    assertThat(problem.names().variables()).containsOnlyKeys("x", "t");
    assertThat(problem.names().constraints()).containsOnlyKeys("budget", "signs");
    assertThat(problem.parameters().get("D")).isInstanceOf(Matrix.Diagonal.class);
    assertThat(problem.problem().constraints()).hasSize(2);
    assertThat(problem.cotangents()).hasSize(3);
    ProblemBatch batch = ProblemBatch.of(file).getFirst();
    assertThat(batch.parameters()).containsOnlyKeys("b", "lambda", "D");
    assertThat(batch.layer().parameters()).hasSize(2);
  }

  @Test
  void problemsInWordsStandBesideProblemsByMatrices() {
    ProblemFile file =
        read("{\"problems\": [{\"q\": [1]}, {\"variables\": {\"x\": []}, \"minimize\": \"x^2\"}]}");
    assertThat(ProblemBatch.of(file)).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"minimize": "1"}                                              | variables: are missing
          {"variables": {}, "minimize": "1"}                             | variables: are missing
          {"variables": {"x": [2]}}                                      | expected either "minimize" or "maximize"
          {"variables": {"x": [2]}, "minimize": "1", "maximize": "1"}    | expected either "minimize" or "maximize"
          {"variables": {"x": 2}, "minimize": "1"}                       | variables.x: expected a list of integers, got 2
          {"variables": {"x": [-1]}, "minimize": "1"}                    | variables.x: negative axis
          {"variables": {"x": [0]}, "minimize": "1"}                     | variables.x: variable x has no entry
          {"variables": {"x y": [2]}, "minimize": "1"}                   | variables.x y: expected a name
          {"variables": {"exp": [2]}, "minimize": "1"}                   | variables.exp: expected a name
          {"variables": {"x": [2]}, "parameters": {"x": 1}, "minimize": "1"} | parameters.x: the name is given twice
          {"variables": {"x": [2]}, "parameters": {"p": "a"}, "minimize": "1"} | parameters.p: expected a finite number, a list, rows or a sparse matrix, got "a"
          {"variables": {"x": [2]}, "parameters": {"p": [1, "a"]}, "minimize": "1"} | parameters.p: expected entry 1 to be a finite number, got "a"
          {"variables": {"x": [2]}, "parameters": {"p": [[1], [1, 2]]}, "minimize": "1"} | parameters.p: row 1 has 2 numbers, expected 1 as in row 0
          {"variables": {"x": [2]}, "domains": {"y": "psd"}, "minimize": "1"} | domains.y: is no variable or parameter
          {"variables": {"x": [2]}, "domains": {"x": "even"}, "minimize": "1"} | domains.x: expected nonnegative, nonpositive, positive, symmetric or psd
          {"variables": {"x": [2]}, "domains": {"x": "psd"}, "minimize": "1"} | domains.x: expected a square matrix
          {"variables": {"x": [2]}, "minimize": 1}                       | minimize: expected a text in quotes, got 1
          {"variables": {"x": [2]}, "minimize": "x"}                     | minimize: the objective x has shape [2], not that of a number
          {"variables": {"x": [2]}, "minimize": "sum(y)"}                | minimize: character 5: nothing is called y
          {"variables": {"x": [2]}, "minimize": "sum(x"}                 | minimize: character 6: expected ")", got the end
          {"variables": {"x": [2]}, "minimize": "sum(x)", "subjectTo": ["x >= 0"]} | subjectTo: expected an object from names to values, got a list
          {"variables": {"x": [2]}, "minimize": "sum(x)", "subjectTo": {"c": "x > 0"}} | subjectTo.c: character 3: expected <=, >= or ==
          {"variables": {"x": [2]}, "minimize": "sum(x)", "cotangents": {"x": [1]}} | cotangents.x: has shape [1], expected [2]
          {"variables": {"x": [2]}, "minimize": "sum(x)", "cotangents": {"y": [1]}} | cotangents.y: nothing has this name
          {"variables": {"x": [2]}, "minimize": "sum(x)", "geometric": 1} | geometric: expected true or false, got 1
          {"variables": {"x": [2]}, "minimize": "sum(x)", "q": [1]}      | q: stands beside "variables"; a problem is given by matrices or in words
          {"problems": [{"variables": {"x": [2]}, "minimize": "x"}]}     | problems[0].minimize: the objective
          {"problems": [{"q": [1]}], "minimize": "x"}                    | minimize: stands beside "problems"
          """)
  void whatIsWrongIsSaidInOneLineThatNamesFileAndField(String json, String message) {
    assertThatThrownBy(() -> read(json))
        .isInstanceOf(BadInputException.class)
        .satisfies(thrown -> {
          assertThat(thrown.getMessage()).startsWith("p.json: ").contains(message);
          assertThat(thrown.getMessage().lines()).hasSize(1);
        });
  }

  @Test
  void aProblemThatIsNotConvexIsRefusedInOneLineThatNamesTheRule() {
    ProblemBatch batch =
        ProblemBatch.of(read("{\"variables\": {\"x\": [2]}, \"maximize\": \"norm2(x)\"}"))
            .getFirst();
    assertThatThrownBy(batch::layer)
        .isInstanceOf(BadInputException.class)
        .hasMessageStartingWith("p.json: ")
        .hasMessageContaining("norm2(x)")
        .satisfies(thrown -> assertThat(thrown.getMessage().lines()).hasSize(1));
  }
}
