package org.manakin.host.control;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a route answers with when it worked.
 *
 * @param outcome for the audit: {@code done} unless the operation has more to say
 */
record Reply(int status, JsonNode body, String outcome) {
  static final String DONE = "done";

  static Reply ok(JsonNode body) {
    return new Reply(200, body, DONE);
  }
}
