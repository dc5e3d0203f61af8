package io.ffolayer.cli.file;

/// Where in a file something stands, for messages.
///
/// @param file as the user named it
/// @param problem "problems[2]", or "" for a single problem
public record Place(String file, String problem) {
  /// A field of the problem: `problems[2].G`.
  String path(String field) {
    return problem.isEmpty() || field.isEmpty() ? problem + field : problem + "." + field;
  }

  /// Refuses a field: `p.json: problems[2].G: …`.
  BadInputException refuse(String field, String expectation) {
    String path = path(field);
    return new BadInputException(file + ": " + (path.isEmpty() ? "" : path + ": ") + expectation);
  }
}
