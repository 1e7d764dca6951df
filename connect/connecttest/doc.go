// Package connecttest is the contract that every connector keeps, run over
// samples written after the vendor's documentation.
//
// Samples are in testdata/*.jsonl, one JSON object a line: "note" says what the
// sample is, "record" is the record as the system writes it, "want" lists what
// must come of it, each thing with its fields that are not zero, and "unknown"
// is true where the connector must say that it did not understand. In a record,
// the word not-needed stands for everything that must not be kept.
package connecttest
