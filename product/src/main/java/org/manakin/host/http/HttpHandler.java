package org.manakin.host.http;

/** Answers requests; called by several threads at once, and may take its time. */
public interface HttpHandler {
  HttpAnswer handle(HttpRequest request);
}
