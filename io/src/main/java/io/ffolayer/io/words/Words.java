package io.ffolayer.io.words;

import java.util.List;

/// The words of a text one by one: numbers, names, operators. The current word is there until it is
/// taken.
final class Words {
  private static final List<String> LONG_OPERATORS = List.of("<=", ">=", "==");

  private final String text;
  private int start;
  private int end;

  Words(String text) {
    this.text = text;
    skip();
  }

  String current() {
    return text.substring(start, end);
  }

  boolean isEnd() {
    return start == end;
  }

  boolean isName() {
    return !isEnd() && Character.isJavaIdentifierStart(text.charAt(start));
  }

  boolean isNumber() {
    return !isEnd() && (isDigit(text.charAt(start)) || text.charAt(start) == '.');
  }

  /// Position of the current word, from 1.
  int position() {
    return start + 1;
  }

  /// Takes the current word.
  String take() {
    String word = current();
    skip();
    return word;
  }

  /// Takes the current word if it is this one.
  boolean take(String word) {
    if (!current().equals(word)) return false;
    skip();
    return true;
  }

  void expect(String word) {
    if (!take(word)) throw refuse("expected \"" + word + "\"" + butGot());
  }

  WordsException refuse(String rule) {
    return new WordsException(position(), rule);
  }

  String butGot() {
    return isEnd() ? ", got the end" : ", got \"" + shortened(current()) + "\"";
  }

  static String shortened(String word) {
    return word.length() <= 40 ? word : word.substring(0, 40) + "…";
  }

  private void skip() {
    start = end;
    while (start < text.length() && Character.isWhitespace(text.charAt(start))) start++;
    end = start == text.length() ? start : endOfWord();
  }

  private int endOfWord() {
    char first = text.charAt(start);
    if (isDigit(first) || first == '.') return endOfNumber();
    int k = start + 1;
    if (Character.isJavaIdentifierStart(first))
      while (k < text.length() && Character.isJavaIdentifierPart(text.charAt(k))) k++;
    else if (LONG_OPERATORS.stream().anyMatch(operator -> text.startsWith(operator, start))) k++;
    return k;
  }

  /// Digits, a point, digits, and perhaps e, a sign and digits.
  private int endOfNumber() {
    int k = start;
    while (k < text.length() && (isDigit(text.charAt(k)) || text.charAt(k) == '.')) k++;
    if (k == text.length() || Character.toLowerCase(text.charAt(k)) != 'e') return k;
    int digits = k + 1;
    if (digits < text.length() && "+-".indexOf(text.charAt(digits)) >= 0) digits++;
    int last = digits;
    while (last < text.length() && isDigit(text.charAt(last))) last++;
    return last > digits ? last : k;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
