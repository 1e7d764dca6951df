// Package web is the pages people work in: server-rendered, usable without
// script and without a mouse, the same words and colours as the report.
//
// A page is four things and one line: a typed struct that says everything the
// page shows, a reader interface the server fills, a template of the same
// name, and a line in routes.go. Readers return what this viewer may see and
// nothing more; whether a name or a value is hidden is decided before it gets
// here, and no template can unmask it.
//
// What people do is a command: a struct per act, read from a form, checked,
// and handed to an [Actor] with an idempotency key. Every act is a plain form
// that works without script. A refused act brings the page back with the
// person's words still in the form and what to do next; an accepted one leads
// back with the number of its ledger entry.
//
// The handler trusts nothing: forms are bounded, another site's requests are
// refused by origin, and the content security policy admits no inline code or
// style and nothing from elsewhere. Sessions are not kept here: Config.Viewer
// says who looks, and Entrance opens and closes sessions.
package web
