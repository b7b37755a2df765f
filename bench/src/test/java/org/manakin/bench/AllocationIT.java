package org.manakin.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The data path allocates nothing, by the figure of JMH's gc profiler. Times are not looked at:
 * they say more of the machine than of the program.
 */
class AllocationIT {
  /**
   * The smallest object has 16 bytes, so a call that makes one shows. JMH's own bookkeeping,
   * divided by the calls of an iteration, is below 1 here.
   */
  private static final double LESS_THAN_AN_OBJECT = 8;

  private static final String BYTES_PER_OPERATION = "gc.alloc.rate.norm";

  @Test
  void theDataPathAllocatesNothing() throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("ForwardingBenchmark.checksummed")
            .include("LargeSendBenchmark")
            .include("WqeBenchmark")
            .include("DoorbellBenchmark")
            .include("SwitchBenchmark")
            .include("SyntheticBenchmark")
            .include("PolicyBenchmark")
            .param("bytes", "1500")
            .param("sges", "31")
            .param("rules", "1000")
            .param("flows", "100000")
            .forks(1)
            .jvmArgsAppend("-XX:+UseSerialGC", "-Xmx512m", "--enable-native-access=ALL-UNNAMED")
            .warmupIterations(2)
            .warmupTime(TimeValue.milliseconds(1500))
            .measurementIterations(1)
            .measurementTime(TimeValue.seconds(1))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    assertThat(results).hasSize(12);
    assertThat(results)
        .allSatisfy(run ->
            assertThat(bytesPerCall(run))
                .as("bytes per call of %s", run.getParams().getBenchmark())
                .isLessThan(LESS_THAN_AN_OBJECT));
  }

  /** A call is a whole burst, where JMH counts the operations in it. */
  private static double bytesPerCall(RunResult run) {
    double perOperation =
        Objects.requireNonNull(run.getSecondaryResults().get(BYTES_PER_OPERATION)).getScore();
    return perOperation * run.getParams().getOpsPerInvocation();
  }
}
