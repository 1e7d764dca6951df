// Package report writes what a run found for the people who act on it: a page,
// tables, JSON, and a few lines on a terminal.
//
// A reader comes with three questions, in this order: what needs me, why, and
// what do I do now. Every surface answers them in that order. People at verify
// or above are shown in full, the most urgent first; everybody else appears as
// a count, and by id in people.csv. A finding is always shown with the records
// behind it, the honest explanations for it and what would clear it, and the
// page says as plainly what could not be seen. No sentence here is a verdict.
//
// Write takes people as a stream and keeps only the most urgent of them, so
// that a million subjects cost no more memory than the few thousand a page can
// list. Files are written under temporary names and renamed at the end: a full
// disk leaves the earlier report as it was. Write first reads the report that
// is already in the folder, which is how the page says what is new.
//
// Whatever a source said is shown masked; Input.Show lifts that for values and
// names together. All text from outside goes through html/template in pages,
// through escape.Cell in tables and through escape.Line on a terminal.
//
// Limits: report.html shows at most 300 people in full and stays under 10 MB;
// Options.Pages writes one page per person instead, without that limit. The
// picture of a group draws at most 40 members. The page works without script;
// script only adds search and keys.
package report
