package io.ffolayer.io.words;

/// Says where in a text of the modeller a rule is broken, and which: one line.
public final class WordsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  /// @param position of the character, from 1
  WordsException(int position, String rule) {
    super("character " + position + ": " + rule);
  }
}
