package io.ffolayer.io.value;

import io.ffolayer.io.json.JsonReader;
import io.ffolayer.io.json.Place;
import io.ffolayer.program.Cone;
import io.ffolayer.program.ExponentialCone;
import io.ffolayer.program.NonnegativeCone;
import io.ffolayer.program.PowerCone;
import io.ffolayer.program.ProductCone;
import io.ffolayer.program.PsdCone;
import io.ffolayer.program.SecondOrderCone;
import io.ffolayer.program.ZeroCone;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.core.JsonToken;

/// Reads the cones of a conic problem: a list of objects with one name and one number each.
public final class ConeReader {
  private static final String CONES =
      "{\"zero\": rows}, {\"nonneg\": rows}, {\"soc\": rows}, {\"psd\": order}, {\"exp\": count} or"
          + " {\"power\": exponent}";

  /// A PSD cone of this order has 2³¹ rows; more exponential cones than this, too.
  private static final int LARGEST_ORDER = 46340;

  private static final int LARGEST_COUNT = Integer.MAX_VALUE / 3;

  private final JsonReader json;

  public ConeReader(JsonReader json) {
    this.json = json;
  }

  public ProductCone cones(Place place) {
    json.requireList(place, "cones", "expected a list of " + CONES);
    List<Cone> cones = new ArrayList<>();
    long rows = 0;
    while (json.next() != JsonToken.END_ARRAY) {
      Place at = place.at("cones[" + cones.size() + "]");
      List<Cone> some = entry(at);
      rows += some.getFirst().size() * (long) some.size();
      if (rows > Integer.MAX_VALUE)
        throw place.refuse("cones", "have more than 2147483647 rows together");
      cones.addAll(some);
    }
    return new ProductCone(cones);
  }

  private List<Cone> entry(Place at) {
    if (json.token() != JsonToken.START_OBJECT) throw at.refuse("", "expected " + CONES);
    String kind = json.nextField();
    if (kind == null) throw at.refuse("", "expected " + CONES);
    List<Cone> cones = cones(at, kind);
    if (json.next() != JsonToken.END_OBJECT)
      throw at.refuse("", "expected one name and one number, " + CONES);
    return cones;
  }

  private List<Cone> cones(Place at, String kind) {
    return switch (kind) {
      case "zero" -> List.of(new ZeroCone(json.size(at, kind)));
      case "nonneg" -> List.of(new NonnegativeCone(json.size(at, kind)));
      case "soc" -> List.of(new SecondOrderCone(json.count(at, kind)));
      case "psd" -> List.of(new PsdCone(atMost(LARGEST_ORDER, "an order of at most %d", at, kind)));
      case "exp" ->
          Collections.nCopies(
              atMost(LARGEST_COUNT, "at most %d cones", at, kind), new ExponentialCone());
      case "power" -> List.of(new PowerCone(exponent(at, kind)));
      default -> throw at.refuse(kind, "unknown cone, expected " + CONES);
    };
  }

  private int atMost(int bound, String expectation, Place at, String kind) {
    int count = json.count(at, kind);
    if (count > bound)
      throw at.refuse(kind, "expected " + expectation.formatted(bound) + json.butGot());
    return count;
  }

  private double exponent(Place at, String kind) {
    double alpha = json.numberOrNaN();
    if (!(alpha > 0 && alpha < 1))
      throw at.refuse(kind, "expected an exponent strictly between 0 and 1" + json.butGot());
    return alpha;
  }
}
