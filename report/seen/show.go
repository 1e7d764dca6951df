package seen

import _ "embed"

//go:embed seen.tmpl
var templateText string

//go:embed seen.css
var styleText string

// Template defines the parts of a view for html/template: seen-map, seen-line,
// seen-places, seen-networks, seen-hours, seen-farm, seen-devices,
// seen-attached and seen-programs. Each takes a *View, has no heading, and
// needs no function.
func Template() string { return templateText }

// Style is the CSS of the parts, in the colours the report and the web app
// share.
func Style() string { return styleText }
