package programs

import (
	"maps"
	"slices"
	"strings"

	"muster"
)

// Names lists the file names (without an ending, in lower case) and the relays
// that products of a class are known by, for rules made for other systems. What
// comes with an operating system is left out.
func Names(class muster.ProgramClass) (files, relays []string) {
	own, hosts := map[string]bool{}, map[string]bool{}
	x := table()
	for name, p := range x.names {
		if p.class == class && !everywhere(p) && !strings.Contains(name, " ") {
			own[name] = true
		}
	}
	for host, p := range x.domains {
		if p.class == class {
			hosts[host] = true
		}
	}
	return slices.Sorted(maps.Keys(own)), slices.Sorted(maps.Keys(hosts))
}
