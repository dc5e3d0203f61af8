package io.ffolayer.cli.report;

import io.ffolayer.io.json.BadInputException;
import io.ffolayer.io.json.RecordFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// The frame of the pages that commands leave: one file, no script, nothing loaded from elsewhere.
///
/// @param command that makes it, which the page names
record Page(String command) {
  private String mark() {
    return "<meta name=\"generator\" content=\"%s\">".formatted(command);
  }

  /// A file for the page. One that is there already is written over only if it is such a page.
  ///
  /// @param option by which another name is given
  /// @throws BadInputException if something else stands there, or nothing can
  RecordFile at(Path path, String option) {
    RecordFile file = RecordFile.at(path);
    try {
      if (Files.isRegularFile(path) && !head(path).contains(mark()))
        throw new BadInputException(
            "%s: is there and is no report of %s; expected another name, with %s"
                .formatted(path, command, option));
    } catch (IOException unreadable) {
      throw new BadInputException(path + ": cannot be read: " + unreadable.getMessage());
    }
    return file;
  }

  private static String head(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      return new String(in.readNBytes(400), StandardCharsets.UTF_8);
    }
  }

  /// The bytes of the page.
  ///
  /// @param body in HTML
  byte[] bytes(String title, String body) throws IOException {
    return """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    %s
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>%s</title>
    <style>
    %s</style>
    </head>
    <body><main>
    %s</main></body>
    </html>
    """
        .formatted(mark(), escaped(title), styleSheet(), body)
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String styleSheet() throws IOException {
    try (InputStream in = Page.class.getResourceAsStream("page.css")) {
      if (in == null) throw new IOException("the style sheet is missing from this build");
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  /// A plot with a title above and words below.
  static String figure(String title, String caption, Plot plot) {
    String shown =
        plot.dataUri()
            .map(uri -> "<img alt=\"%s\" src=\"%s\">".formatted(escaped(title), uri))
            .orElse(
                "<p>This Java has no fonts to draw with; the record (--json) has the numbers.</p>");
    return "<figure><h3>%s</h3>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(escaped(title), shown, escaped(caption));
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
