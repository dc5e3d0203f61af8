package io.ffolayer.testing.recorded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What one case gave: words (statuses, flags, active rows) and arrays, each with a name.
///
/// A name that begins with `~` is that of rounding itself – a residual, say: it is shown where it
/// differs, and never judged.
public final class Result {
  private static final int LONGEST_WORDS = 160;

  private final Map<String, String> words = new LinkedHashMap<>();
  private final Map<String, Numbers> arrays = new LinkedHashMap<>();

  /// Words, one per instance; equal neighbours are written once, with their number, and what is
  /// long as its hash.
  public Result say(String key, List<?> perInstance) {
    String text = runs(perInstance);
    if (text.length() > LONGEST_WORDS)
      text = "hash " + Numbers.hash(text.getBytes(StandardCharsets.UTF_8));
    words.put(key, text);
    return this;
  }

  public Result say(String key, Object word) {
    return say(key, List.of(word));
  }

  public Result put(String key, double... values) {
    arrays.put(key, Numbers.of(values));
    return this;
  }

  private static String runs(List<?> items) {
    List<String> parts = new ArrayList<>();
    for (int from = 0, to; from < items.size(); from = to) {
      to = from + 1;
      while (to < items.size() && items.get(to).equals(items.get(from))) to++;
      String item = items.get(from).toString().replaceAll("\\s+", " ");
      parts.add(to - from == 1 ? item : item + " ×" + (to - from));
    }
    return String.join("; ", parts);
  }

  Map<String, String> words() {
    return words;
  }

  Map<String, Numbers> arrays() {
    return arrays;
  }
}
