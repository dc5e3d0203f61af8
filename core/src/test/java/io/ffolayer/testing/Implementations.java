package io.ffolayer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds what implements an interface of the library among its compiled classes, so that nothing
/// escapes its contract.
public final class Implementations {
  private Implementations() {}

  /// Every class with a name of its own that can be instantiated and implements the interface, from
  /// the place that the interface was loaded from.
  public static Set<String> of(Class<?> type) {
    try {
      Path root = Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
      try (Stream<Path> files = Files.walk(root)) {
        return files
            .map(file -> root.relativize(file).toString())
            .filter(name -> name.endsWith(".class") && !name.equals("module-info.class"))
            .map(name ->
                name.substring(0, name.length() - ".class".length())
                    .replace('/', '.')
                    .replace('\\', '.'))
            .filter(name -> !name.startsWith("jdk."))
            .filter(name -> isConcreteSubtype(type, name))
            .collect(Collectors.toSet());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean isConcreteSubtype(Class<?> type, String name) {
    try {
      Class<?> candidate = Class.forName(name, false, type.getClassLoader());
      return type.isAssignableFrom(candidate)
          && !candidate.isAnonymousClass()
          && !candidate.isHidden()
          && !Modifier.isAbstract(candidate.getModifiers());
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    } catch (NoClassDefFoundError vectorModuleMissing) {
      return false;
    }
  }
}
