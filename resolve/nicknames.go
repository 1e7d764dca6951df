package resolve

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed nicknames.txt
var nicknameList string

// nicknameGroups maps a given name to the groups it stands in.
var nicknameGroups = sync.OnceValue(func() map[string][]uint16 {
	groups := map[string][]uint16{}
	id := uint16(0)
	for line := range strings.Lines(nicknameList) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		id++
		for _, name := range strings.Fields(line) {
			groups[name] = append(groups[name], id)
		}
	}
	return groups
})
