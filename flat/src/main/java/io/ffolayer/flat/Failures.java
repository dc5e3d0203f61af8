package io.ffolayer.flat;

import io.ffolayer.solve.UnsupportedProgramException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.CancellationException;

/// The last failure of each thread: what a caller that cannot catch exceptions asks for.
final class Failures {
  /// What went wrong.
  enum Kind {
    NONE(0),
    /// Misuse: the text says what is wrong and what to try.
    MISUSE(1),
    /// The solver or the adjoint does not take such programs.
    UNSUPPORTED(2),
    /// Out of memory.
    MEMORY(3),
    /// The call was stopped before it had an answer.
    STOPPED(4),
    /// An error of the engine; the text has its trace.
    ENGINE(5);

    private final int code;

    Kind(int code) {
      this.code = code;
    }

    /// The number that stands for it on the other side.
    int code() {
      return code;
    }
  }

  record Failure(Kind kind, String text) {}

  private static final ThreadLocal<Failure> LAST =
      ThreadLocal.withInitial(() -> new Failure(Kind.NONE, ""));

  private Failures() {}

  static void keep(Throwable thrown) {
    Kind kind = kindOf(thrown);
    String text = thrown.getMessage() == null ? thrown.toString() : thrown.getMessage();
    LAST.set(new Failure(kind, kind == Kind.ENGINE ? trace(thrown) : text));
  }

  static Failure last() {
    return LAST.get();
  }

  private static Kind kindOf(Throwable thrown) {
    return switch (thrown) {
      case UnsupportedProgramException program -> Kind.UNSUPPORTED;
      case UnsupportedOperationException operation -> Kind.UNSUPPORTED;
      case IllegalArgumentException argument -> Kind.MISUSE;
      case OutOfMemoryError memory -> Kind.MEMORY;
      case CancellationException stopped -> Kind.STOPPED;
      case InterruptedException stopped -> Kind.STOPPED;
      default -> Kind.ENGINE;
    };
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
