/**
 * What users write: YAML (or JSON, which is YAML too) that is checked against a schema, with the
 * line of each thing that is wrong. Host files and policies are such documents.
 */
@NullMarked
package org.manakin.host.document;

import org.jspecify.annotations.NullMarked;
