package io.ffolayer.internal.canon.lowering;

import io.ffolayer.model.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The parameters of a program in the order in which they are met.
public final class ParameterOrder {
  private final List<Parameter> order = new ArrayList<>();
  private final Map<Parameter, Integer> index = new HashMap<>();

  public int index(Parameter parameter) {
    Integer known = index.get(parameter);
    if (known != null) return known;
    index.put(parameter, order.size());
    order.add(parameter);
    return order.size() - 1;
  }

  int scalars(int index) {
    return order.get(index).scalars();
  }

  public List<Parameter> list() {
    return List.copyOf(order);
  }
}
