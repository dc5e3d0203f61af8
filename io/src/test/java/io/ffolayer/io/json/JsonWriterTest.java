package io.ffolayer.io.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonWriterTest {
  private static JsonNode written(double... values) {
    StringWriter out = new StringWriter();
    JsonWriter.write(out, json -> json.numbers("x", values));
    return JsonMapper.shared().readTree(out.toString()).get("x");
  }

  @Test
  void everyFiniteNumberIsReadAsItWas() {
    double[] values = {0.1, 1.0 / 3, -1e-300, 1e300, Double.MIN_VALUE, Double.MAX_VALUE, 5};
    JsonNode list = written(values);
    for (int k = 0; k < values.length; k++)
      assertThat(list.get(k).doubleValue()).isEqualTo(values[k]);
  }

  @Test
  void anInfiniteNumberIsAWord() {
    JsonNode list = written(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(list.get(0).stringValue()).isEqualTo("inf");
    assertThat(list.get(1).stringValue()).isEqualTo("-inf");
  }

  @Test
  void whatIsNotANumberIsNeverWritten() {
    assertThatThrownBy(() -> written(Double.NaN)).isInstanceOf(IllegalStateException.class);
  }
}
