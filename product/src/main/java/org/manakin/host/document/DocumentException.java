package org.manakin.host.document;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A document with problems: all that were found, each as {@code FILE:LINE: what was expected}. */
public final class DocumentException extends IOException {
  private final transient List<Problem> problems;

  public DocumentException(Path file, List<Problem> problems) {
    super(
        problems.stream()
            .map(problem -> file + ":" + problem.line() + ": " + problem.text())
            .collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of their lines. */
  public List<Problem> problems() {
    return problems;
  }
}
