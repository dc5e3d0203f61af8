package io.ffolayer.cli;

import io.ffolayer.cli.choosing.ChoosingPage;
import io.ffolayer.cli.choosing.ChoosingPicture;
import io.ffolayer.io.json.RecordFile;
import io.ffolayer.lab.choosing.Comparison;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Puts all adjoints beside each other at a vertex, a kink and a smooth point.
@Command(
    name = "choosing",
    mixinStandardHelpOptions = true,
    description = "Compare all adjoints at a vertex, a kink and a smooth point.",
    footer = {"", "Without --page the page goes to standard output, without its picture."})
final class Choosing implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--page",
      paramLabel = "FILE",
      description = "Write the page docs/choosing.md to FILE, and its picture beside it.")
  private @Nullable Path page;

  @Override
  public Integer call() {
    Comparison comparison = new Comparison();
    Path picture = page == null ? Path.of("choosing.svg") : picture(page);
    String name = String.valueOf(picture.getFileName());
    String command = "./ffo choosing --page docs/choosing.md";
    String text = new ChoosingPage(comparison, name, command).text();
    if (page == null) {
      spec.commandLine().getOut().print(text);
      spec.commandLine().getOut().flush();
      return ExitCode.DONE;
    }
    RecordFile pageFile = RecordFile.at(page), pictureFile = RecordFile.at(picture);
    String drawn = new ChoosingPicture(comparison).svg();
    pageFile.write(stream -> stream.write(text.getBytes(StandardCharsets.UTF_8)));
    pictureFile.write(stream -> stream.write(drawn.getBytes(StandardCharsets.UTF_8)));
    return ExitCode.DONE;
  }

  /// The page's name with another ending.
  private static Path picture(Path page) {
    String name = String.valueOf(page.getFileName());
    int dot = name.lastIndexOf('.');
    return page.resolveSibling((dot < 0 ? name : name.substring(0, dot)) + ".svg");
  }
}
