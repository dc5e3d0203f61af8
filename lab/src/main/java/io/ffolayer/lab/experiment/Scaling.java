package io.ffolayer.lab.experiment;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.ffolayer.ConvexLayer;
import io.ffolayer.adjoint.Adjoint;
import io.ffolayer.adjoint.ghost.FirstOrder;
import io.ffolayer.adjoint.ghost.Ghost;
import io.ffolayer.adjoint.ghost.Implicit;
import io.ffolayer.lab.Journal;
import io.ffolayer.lab.bench.AlternatingTimes;
import io.ffolayer.lab.bench.AlternatingTimes.Cost;
import io.ffolayer.lab.bench.AlternatingTimes.Time;
import io.ffolayer.lab.bench.DensePrograms;
import io.ffolayer.lab.bench.PaperPrograms;
import io.ffolayer.lab.bench.PeerTimes;
import io.ffolayer.lab.bench.SparsePrograms;
import io.ffolayer.lab.bench.Workload.Task;
import io.ffolayer.lab.experiment.Findings.Axis;
import io.ffolayer.lab.experiment.Findings.Curve;
import io.ffolayer.lab.experiment.Findings.Row;
import io.ffolayer.model.Differentiable;
import io.ffolayer.model.Parameter;
import io.ffolayer.program.Tensor;
import io.ffolayer.solve.automatic.Automatic;
import io.ffolayer.solve.interior.InteriorPoint;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/// Time and memory of first-order against implicit gradients over the size (E6).
final class Scaling implements Experiment {
  private static final int[] SIZES = {50, 100, 200, 500, 1000, 2000};
  private static final int SMALL_SIZES = 3;
  private static final int LARGEST_CHECKED = 200;
  private static final int FITTED = 4;
  private static final double MEGABYTE = 1 << 20;
  private static final double TIGHT = 1e-11;
  private static final double STEP = 1e-6;

  private static final List<String> NAMES = List.of("first-order", "implicit", "literal");
  private static final List<Adjoint> ADJOINTS =
      List.of(
          new FirstOrder(),
          new Implicit(),
          new FirstOrder().withGhost(new Ghost.Perturbed(new InteriorPoint())));
  private static final int FIRST_ORDER = 0;
  private static final int IMPLICIT = 1;
  private static final int LITERAL = 2;

  private static final List<Family> FAMILIES =
      List.of(
          new Family("dense", (n, seed) -> DensePrograms.one(n, seed)),
          new Family("paper, sparse", (n, seed) -> new PaperPrograms(n, 1, seed).sparse()),
          new Family("sparse 1 %", (n, seed) -> SparsePrograms.one(n, 0.01, seed)),
          new Family("sparse 10 %", (n, seed) -> SparsePrograms.one(n, 0.1, seed)));

  private interface Maker {
    Task make(int n, long seed);
  }

  private record Family(String name, Maker maker) {}

  @Override
  public String name() {
    return "scaling";
  }

  @Override
  public String about() {
    return "time and memory of first-order against implicit gradients over the size (E6)";
  }

  @Override
  public String question() {
    return "From which size and density on is the backward pass of the first-order oracle cheaper"
        + " than the implicit function theorem on the full KKT system, as the paper claims? Dense"
        + " programs with every slot a parameter, the paper's sparse program (q), sparse ones with 1"
        + " and 10 % of the entries (every slot); one program, one thread, in turns. First-order"
        + " reuses the factor of the forward pass; the literal oracle solves the perturbed problems"
        + " by an interior point method, as the paper writes it, and once more for its error"
        + " estimate. Cheaper means that the middle halves of the times are apart.";
  }

  @Override
  public int steps(Setting setting) {
    return FAMILIES.size() * setting.pick(SMALL_SIZES, SIZES.length);
  }

  /// What an adjoint took, without its gradients.
  private record Measured(
      Time forward, Time backward, long firstForwardBytes, long firstBytes, long bytes) {
    static Measured of(Cost cost) {
      return new Measured(
          cost.forward(),
          cost.backward(),
          cost.firstForwardBytes(),
          cost.firstBytes(),
          cost.bytes());
    }

    double[] numbers() {
      return new double[] {
        forward.lower(),
        forward.median(),
        forward.upper(),
        backward.lower(),
        backward.median(),
        backward.upper(),
        firstForwardBytes,
        firstBytes,
        bytes
      };
    }

    static Measured of(double[] numbers) {
      return new Measured(
          new Time(numbers[0], numbers[1], numbers[2]),
          new Time(numbers[3], numbers[4], numbers[5]),
          (long) numbers[6],
          (long) numbers[7],
          (long) numbers[8]);
    }
  }

  /// What one program gave.
  ///
  /// @param difference of the first-order from the implicit gradient, relative
  /// @param check of the first-order gradient against central differences of a tight solve, along a
  ///   drawn direction of q, relative; NaN where n is too large
  private record Point(int n, List<Measured> costs, double difference, double check) {
    /// As numbers, which a journal keeps.
    double[] numbers() {
      return DoubleStream.concat(
              costs.stream().flatMapToDouble(cost -> Arrays.stream(cost.numbers())),
              DoubleStream.of(difference, check))
          .toArray();
    }

    static Point of(int n, double[] numbers) {
      List<Measured> costs = new ArrayList<>();
      for (int k = 0; k < ADJOINTS.size(); k++)
        costs.add(Measured.of(Arrays.copyOfRange(numbers, k * 9, k * 9 + 9)));
      int at = 9 * ADJOINTS.size();
      return new Point(n, costs, numbers[at], numbers[at + 1]);
    }

    double speedUp(int than, int of) {
      return costs.get(than).backward().median() / costs.get(of).backward().median();
    }

    /// Whether the middle halves of the times are apart, and an oracle's the smaller.
    boolean isCheaper(int oracle) {
      return costs.get(oracle).backward().upper() < costs.get(IMPLICIT).backward().lower();
    }
  }

  @Override
  public Findings run(Setting setting, Journal journal, Consumer<String> step) {
    Findings.Draft draft = new Findings.Draft();
    List<Row> slopes = new ArrayList<>();
    List<Curve> speedUps = new ArrayList<>();
    for (Family family : FAMILIES) {
      List<Point> points = new ArrayList<>();
      for (int k = 0; k < setting.pick(SMALL_SIZES, SIZES.length); k++) {
        int n = SIZES[k];
        String name = "%s, n = %d".formatted(family.name, n);
        double[] numbers = journal.of(name, () -> point(family, n, setting).numbers());
        points.add(Point.of(n, numbers));
        step.accept(name);
      }
      draft.say(verdict(family, points, FIRST_ORDER)).say(verdict(family, points, LITERAL));
      tables(draft, family, points);
      charts(draft, family, points);
      slopes.addAll(slopes(family, points));
      speedUps.add(curve(family.name, points, p -> p.speedUp(IMPLICIT, FIRST_ORDER)));
      speedUps.add(curve(family.name + ", literal", points, p -> p.speedUp(IMPLICIT, LITERAL)));
    }
    draft.table(
        "Slopes of log time over log n, the last %d sizes".formatted(FITTED),
        List.of("pass", "slope", "R²"),
        slopes);
    draft.chart(
        "Time of the implicit backward pass over that of the oracle",
        new Axis("n", true),
        new Axis("speed-up", true),
        speedUps);
    peers(draft);
    return draft.done();
  }

  /// Beside the layers of Python, as far as `bench/peers` has measured them.
  private static void peers(Findings.Draft draft) {
    List<PeerTimes> recorded = PeerTimes.all();
    draft.table(
        "Beside layers of Python, by bench/peers on another day (%s): milliseconds per instance of the batch, two threads"
            .formatted(recorded.getLast().date()),
        List.of("program", "n", "forward", "backward", "gradient error", "peak of the process, MB"),
        recorded.stream().map(Scaling::peer).toList());
    List<Curve> curves = new ArrayList<>();
    recorded.stream()
        .collect(groupingBy(PeerTimes::peer, TreeMap::new, toList()))
        .forEach((peer, of) ->
            curves.add(
                new Curve(
                    peer,
                    false,
                    of.stream().mapToDouble(PeerTimes::n).toArray(),
                    of.stream().mapToDouble(p -> p.values()[0] + p.values()[1]).toArray())));
    draft.chart(
        "Forward and backward, per instance, beside layers of Python",
        new Axis("n", true),
        new Axis("milliseconds", true),
        curves);
  }

  private static Row peer(PeerTimes peer) {
    double[] values = new double[1 + peer.values().length];
    values[0] = peer.n();
    System.arraycopy(peer.values(), 0, values, 1, peer.values().length);
    return new Row("%s, %s".formatted(peer.workload(), peer.peer()), values);
  }

  private static Point point(Family family, int n, Setting setting) {
    Task task = family.maker.make(n, setting.seed());
    List<Cost> costs = AlternatingTimes.measure(task, ADJOINTS, setting.isSmall() ? 0.05 : 1);
    ConvexLayer layer = task.layer().get();
    double difference =
        Vectors.error(
            Vectors.of(layer, costs.get(FIRST_ORDER).gradients()),
            Vectors.of(layer, costs.get(IMPLICIT).gradients()));
    double check =
        n <= LARGEST_CHECKED ? check(task, new SplittableRandom(setting.seed())) : Double.NaN;
    return new Point(n, costs.stream().map(Measured::of).toList(), difference, check);
  }

  private static double check(Task task, SplittableRandom random) {
    ConvexLayer layer = task.layer().get().withSolver(new Automatic(TIGHT));
    Parameter q =
        layer.parameters().stream().filter(p -> p.name().equals("q")).findFirst().orElseThrow();
    Tensor at = Objects.requireNonNull(task.values().get(q));
    double[] direction = Vectors.normal(random, at.size(), 0, 1);
    var gradients =
        layer.forward(task.values()).backward(task.cotangents(), ADJOINTS.get(FIRST_ORDER));
    double found = Vectors.dot(gradients.of(q).values(), direction);
    return Vectors.slopeError(
        found, h -> loss(layer, task, q, Vectors.moved(at.values(), direction, h)), STEP);
  }

  private static double loss(ConvexLayer layer, Task task, Parameter q, double[] moved) {
    Map<Parameter, Tensor> values = new HashMap<>(task.values());
    values.replaceAll((p, given) -> p == q ? Tensor.wrap(moved, given.shape()) : given);
    var pass = layer.forward(values);
    double loss = 0;
    for (Map.Entry<? extends Differentiable, Tensor> c : task.cotangents().entrySet())
      loss += Vectors.dot(pass.value(c.getKey()).values(), c.getValue().values());
    return loss;
  }

  /// From which size on an oracle is cheaper than the implicit function theorem.
  private static String verdict(Family family, List<Point> points, int oracle) {
    int from = points.size();
    while (from > 0 && points.get(from - 1).isCheaper(oracle)) from--;
    Point last = points.getLast();
    String ratio =
        "at n = %d the implicit one takes %.2g times as long"
            .formatted(last.n, last.speedUp(IMPLICIT, oracle));
    String name = "%s, %s".formatted(family.name, NAMES.get(oracle));
    if (from == points.size())
      return "%s: the claim of a cheaper backward pass does not hold up to n = %d; %s."
          .formatted(name, last.n, ratio);
    return "%s: the claim of a cheaper backward pass holds from n = %d on%s; %s."
        .formatted(name, points.get(from).n, from == 0 ? ", the smallest size" : "", ratio);
  }

  private static void tables(Findings.Draft draft, Family family, List<Point> points) {
    List<String> times = new ArrayList<>(List.of("n", "forward"));
    for (String name : NAMES)
      times.addAll(List.of(name, name + ", lower quartile", name + ", upper quartile"));
    times.addAll(List.of("difference of gradients", "first-order – central diff."));
    draft.table(
        family.name + ": milliseconds", times, points.stream().map(Scaling::times).toList());
    List<String> bytes = new ArrayList<>(List.of("n", "first forward pass"));
    for (String name : NAMES)
      bytes.addAll(List.of(name + ", first backward pass", name + ", later"));
    draft.table(
        family.name + ": megabytes allocated; the first pass makes factors and workspaces",
        bytes,
        points.stream().map(Scaling::bytes).toList());
  }

  private static Row times(Point point) {
    List<Double> values = new ArrayList<>();
    values.add(point.costs.get(FIRST_ORDER).forward().median());
    for (Measured cost : point.costs) {
      Time time = cost.backward();
      values.addAll(List.of(time.median(), time.lower(), time.upper()));
    }
    values.addAll(List.of(point.difference, point.check));
    return row(point, values);
  }

  private static Row bytes(Point point) {
    List<Double> values = new ArrayList<>();
    values.add(point.costs.get(FIRST_ORDER).firstForwardBytes() / MEGABYTE);
    for (Measured cost : point.costs)
      values.addAll(List.of(cost.firstBytes() / MEGABYTE, cost.bytes() / MEGABYTE));
    return row(point, values);
  }

  private static Row row(Point point, List<Double> values) {
    return new Row(
        Integer.toString(point.n), values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static List<Row> slopes(Family family, List<Point> points) {
    List<Row> rows = new ArrayList<>();
    rows.add(slope(family.name + ", forward", points, p -> p.costs.getFirst().forward().median()));
    for (int k = 0; k < NAMES.size(); k++) {
      int oracle = k;
      rows.add(
          slope(
              "%s, %s".formatted(family.name, NAMES.get(k)),
              points,
              p -> p.costs.get(oracle).backward().median()));
    }
    return rows;
  }

  private static Row slope(String name, List<Point> points, ToDoubleFunction<Point> time) {
    List<Point> last = points.subList(Math.max(0, points.size() - FITTED), points.size());
    Statistics.Line line = Statistics.slope(sizes(last), last.stream().mapToDouble(time).toArray());
    return new Row(name, line.slope(), line.r2());
  }

  private static double[] sizes(List<Point> points) {
    return points.stream().mapToDouble(Point::n).toArray();
  }

  private static Curve curve(String name, List<Point> points, ToDoubleFunction<Point> of) {
    return new Curve(name, true, sizes(points), points.stream().mapToDouble(of).toArray());
  }

  private static void charts(Findings.Draft draft, Family family, List<Point> points) {
    List<Curve> times = new ArrayList<>(), bytes = new ArrayList<>();
    times.add(curve("forward", points, p -> p.costs.getFirst().forward().median()));
    for (int k = 0; k < NAMES.size(); k++) {
      int oracle = k;
      times.add(curve(NAMES.get(k), points, p -> p.costs.get(oracle).backward().median()));
      bytes.add(curve(NAMES.get(k), points, p -> p.costs.get(oracle).firstBytes() / MEGABYTE));
    }
    Axis n = new Axis("n", true);
    draft
        .chart(family.name + ": backward pass", n, new Axis("milliseconds", true), times)
        .chart(family.name + ": first backward pass", n, new Axis("megabytes", true), bytes);
  }
}
