package io.ffolayer.io.json;

/// Where in a file something stands, for messages.
///
/// @param file as the user named it
/// @param problem "problems[2]", or "" for a single problem
public record Place(String file, String problem) {
  /// A field of the problem: `problems[2].G`. Names from the file are shortened.
  public String path(String field) {
    String name = JsonReader.shortened(field);
    return problem.isEmpty() || field.isEmpty() ? problem + name : problem + "." + name;
  }

  /// A part of this place.
  public Place at(String field) {
    return new Place(file, path(field));
  }

  /// Refuses a field: `p.json: problems[2].G: …`.
  public BadInputException refuse(String field, String expectation) {
    String path = path(field);
    return new BadInputException(file + ": " + (path.isEmpty() ? "" : path + ": ") + expectation);
  }
}
