package normal

import (
	"slices"
	"strings"
)

// handsByName are the names under which products for remote hands, as they are
// shipped, ask a network for an address or serve their pages.
var handsByName = []string{"pikvm", "jetkvm", "tinypilot", "nanokvm", "glkvm", "blikvm", "openterface"}

// NamesRemoteHands reports whether a host goes by the name of a product that puts
// somebody elsewhere at a keyboard.
func NamesRemoteHands(host string) bool {
	host = strings.ToLower(host)
	return slices.ContainsFunc(handsByName, func(name string) bool { return strings.Contains(host, name) })
}
