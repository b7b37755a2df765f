package org.manakin.host.control;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.manakin.host.events.MetadataService;
import org.manakin.host.events.ScheduledEvents;
import org.manakin.host.http.HttpRequest;
import org.manakin.host.http.HttpServer;

/** The control API of a host on its socket, and its scheduled events there and for guests. */
public final class ControlServer implements Closeable {
  private final ScheduledEvents events;
  private final ExecutorService executor;
  private final HttpServer control;
  private final @Nullable HttpServer guests;

  private ControlServer(
      ScheduledEvents events,
      ExecutorService executor,
      HttpServer control,
      @Nullable HttpServer guests) {
    this.events = events;
    this.executor = executor;
    this.control = control;
    this.guests = guests;
  }

  /**
   * Listens; when this returns, requests are answered.
   *
   * @param socket of the API
   * @param guests where scheduled events are served over TCP as well
   * @param log gets the audit; closed by its owner, after this server
   * @throws IOException if it cannot listen; nothing is left open then
   */
  public static ControlServer open(
      Path socket, Optional<InetSocketAddress> guests, HostOperations host, AuditLog log)
      throws IOException {
    InstantSource clock = InstantSource.system();
    Journal journal = new Journal(clock);
    Audit audit = new Audit(clock, log, journal);
    ExecutorService executor =
        Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().daemon().name("scheduled event ", 0).factory());
    ScheduledEvents events = new ScheduledEvents(clock, executor);
    MetadataService metadata =
        new MetadataService(events, (request, ids) -> acknowledged(audit, request, ids));
    host.listen(journal);
    @Nullable HttpServer tcp = guests.isPresent() ? HttpServer.onTcp(guests.get(), metadata) : null;
    try {
      HttpServer control =
          HttpServer.onUnixSocket(socket, new ControlApi(host, events, audit, journal, metadata));
      Thread.ofPlatform().name("scheduled events").daemon().start(events::run);
      return new ControlServer(events, executor, control, tcp);
    } catch (IOException e) {
      if (tcp != null) {
        tcp.close();
      }
      throw e;
    }
  }

  private static void acknowledged(Audit audit, HttpRequest request, List<String> ids) {
    ids.forEach(id ->
        audit
            .begin(request.peer(), "event acknowledge", id, JsonNodeFactory.instance.objectNode())
            .done(Reply.DONE));
  }

  /** The TCP port of the scheduled events, if they are served there. */
  public OptionalInt guestPort() {
    return guests == null ? OptionalInt.empty() : OptionalInt.of(guests.port());
  }

  /**
   * Answers nobody any more and removes the socket. Operations that are under way go on, but nobody
   * hears of their end; announced ones are not begun.
   */
  @Override
  public void close() {
    events.close();
    if (guests != null) {
      guests.close();
    }
    control.close();
    executor.shutdown();
  }
}
