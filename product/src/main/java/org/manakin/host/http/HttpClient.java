package org.manakin.host.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.http.protocol.HttpProcessor;
import org.apache.hc.core5.http.protocol.HttpProcessorBuilder;
import org.apache.hc.core5.http.protocol.RequestConnControl;
import org.apache.hc.core5.http.protocol.RequestContent;
import org.apache.hc.core5.http.protocol.RequestTargetHost;
import org.jspecify.annotations.Nullable;
import org.manakin.linux.UnixConnection;

/** Sends single requests to a UNIX socket, each on a connection of its own. */
public final class HttpClient {
  private static final HttpHost HOST = new HttpHost("localhost");
  // Not the library's own: that asks for leave to send a body and waits seconds for it.
  private static final HttpProcessor PROCESSOR =
      HttpProcessorBuilder.create()
          .addAll(new RequestContent(), new RequestTargetHost(), new RequestConnControl())
          .build();

  private final Path socket;

  public HttpClient(Path socket) {
    this.socket = socket;
  }

  public Path socket() {
    return socket;
  }

  /**
   * Sends a request and waits for its answer, as long as it takes.
   *
   * @param body JSON, or null
   * @throws IOException if nobody listens there or he hangs up
   */
  public HttpAnswer send(String method, String path, @Nullable String body) throws IOException {
    return send(method, path, body, Map.of());
  }

  /** The same with further headers. */
  public HttpAnswer send(
      String method, String path, @Nullable String body, Map<String, String> headers)
      throws IOException {
    HttpRequestExecutor executor = new HttpRequestExecutor();
    HttpCoreContext context = HttpCoreContext.create();
    try (DefaultBHttpClientConnection connection =
        new DefaultBHttpClientConnection(Http1Config.DEFAULT)) {
      connection.bind(new UnixSocket(UnixConnection.connect(socket)));
      ClassicHttpRequest request = new BasicClassicHttpRequest(method, HOST, path);
      headers.forEach(request::setHeader);
      if (body != null) {
        request.setEntity(new StringEntity(body, ContentType.create(HttpAnswer.JSON, UTF_8)));
      }
      executor.preProcess(request, PROCESSOR, context);
      try (ClassicHttpResponse response = executor.execute(request, connection, context)) {
        executor.postProcess(response, PROCESSOR, context);
        @Nullable HttpEntity entity = response.getEntity();
        String text = entity == null ? "" : EntityUtils.toString(entity, UTF_8);
        String type = entity == null ? "" : String.valueOf(entity.getContentType());
        return new HttpAnswer(response.getCode(), type, text);
      }
    } catch (HttpException e) {
      throw new IOException(socket + " answers with something else than HTTP: " + e, e);
    }
  }
}
