package io.ffolayer.cli.terminal;

import io.ffolayer.ActiveSetMonitor;
import java.io.PrintWriter;
import java.util.logging.Level;
import java.util.logging.Logger;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/// A progress bar on standard error. Where that is no terminal there is no bar, and one line at the
/// end.
public final class Progress implements AutoCloseable {
  private static final int REFRESH_MILLISECONDS = 100;

  private static final Logger MONITOR = Logger.getLogger(ActiveSetMonitor.class.getName());

  private final String task;
  private final PrintWriter err;
  private final @Nullable ProgressBar bar;
  private String message = "";

  private Progress(String task, PrintWriter err, @Nullable ProgressBar bar) {
    this.task = task;
    this.err = err;
    this.bar = bar;
  }

  /// Silences what would come between the bars: the tables show what the monitor of active sets
  /// warns of.
  public static void withoutWarnings() {
    MONITOR.setLevel(Level.OFF);
  }

  /// @param total number of steps
  public static Progress of(String task, int total, PrintWriter err) {
    // The launcher tells how wide the terminal is, if there is one.
    Integer columns = Integer.getInteger("ffo.columns");
    if (columns == null) return new Progress(task, err, null);
    ProgressBar bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .setUpdateIntervalMillis(REFRESH_MILLISECONDS)
            .setStyle(ProgressBarStyle.UNICODE_BLOCK)
            .setConsumer(new Terminal(err, columns - 1))
            .build();
    return new Progress(task, err, bar);
  }

  public void step() {
    if (bar != null) bar.step();
  }

  /// What stands behind the bar.
  public void say(String text) {
    message = text;
    if (bar != null) bar.setExtraMessage(" " + text);
  }

  /// Leaves the last message on a line.
  @Override
  public void close() {
    if (bar != null) bar.close();
    else err.println(task + ": " + message);
    err.flush();
  }

  /// Draws each state over the last one.
  private record Terminal(PrintWriter err, int width) implements ProgressBarConsumer {
    @Override
    public int getMaxRenderedLength() {
      return width;
    }

    @Override
    public void accept(String rendered) {
      err.print("\r" + rendered);
      err.flush();
    }

    @Override
    public void close() {
      err.println();
      err.flush();
    }
  }
}
