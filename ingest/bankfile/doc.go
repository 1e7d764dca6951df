// Package bankfile reads files that move money, or tell what was moved, as
// their standards define them: UK Bacs Standard 18, ISO 20022 pain.001 and
// camt.053, NACHA (ACH) and SWIFT MT940; and the tables in which Wise and Payoneer
// give statements and take batches of payments.
//
// [Parse] recognises the format from the content. Readers are strict: amounts
// are exact decimals, every total, count and hash that a file states about
// itself is computed again, and a file that contradicts itself is refused with
// the line, because half a pay run is worse than none. Sizes are bounded.
//
// [File.Rewrite] writes the file again with some payments left out or led to
// another account; every other byte stays as it was, and the totals follow. What it
// writes is read again by the same strict reader before it is handed out.
//
// A file's payments carry account numbers in clear: they are for the memory of
// one run, and callers keep them nowhere but where account numbers may be kept.
package bankfile
