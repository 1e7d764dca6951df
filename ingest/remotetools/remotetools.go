// Package remotetools reads LOLRMM, a published list of programs that let
// somebody else look after a computer, in its JSON form.
//
// The list is made for hunters and holds much that honest people use every day:
// screen readers, terminals, file copies, clients that reach out to other
// computers, networks of a company's own. Those are left out here by name, and so
// are file names that harmless programs share. What is taken says only that such
// a program was there; which are approved, the organisation says.
package remotetools

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Tool is one program with the names of its files, in lower case and without an
// ending.
type Tool struct {
	Name  string
	Files []string
}

// ErrFormat is wrapped when a text is no such list.
var ErrFormat = errors.New("no list of remote tools")

// The bounds of a list.
const (
	maxText  = 64 << 20 // bytes
	maxTools = 5_000
	maxFiles = 50 // of one tool
	minTools = 20 // fewer are an error page
	minName  = 5  // letters of a file name that says something
	maxName  = 100
)

// entry is a tool as the list writes it.
type entry struct {
	Name    string `json:"Name"`
	Details struct {
		PE    json.RawMessage `json:"PEMetadata"` // one object or several
		Paths json.RawMessage `json:"InstallationPaths"`
	} `json:"Details"`
}

// file is what an entry says of one of its files.
type file struct {
	Name     string `json:"Filename"`
	Original string `json:"OriginalFileName"`
}

// Read reads a list. It returns how many of its tools are left out: those that
// honest people use, and those without a file name of their own.
func Read(text []byte) (tools []Tool, leftOut int, err error) {
	if len(text) > maxText {
		return nil, 0, fmt.Errorf("%w: more than %d bytes", ErrFormat, maxText)
	}
	var list []entry
	if err := json.Unmarshal(text, &list); err != nil {
		return nil, 0, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if len(list) < minTools || len(list) > maxTools {
		return nil, 0, fmt.Errorf("%w: %d tools", ErrFormat, len(list))
	}
	taken := map[string]bool{}
	for i := range list {
		t := Tool{Name: strings.TrimSpace(strings.ToValidUTF8(list[i].Name, ""))}
		if t.Name != "" && len(t.Name) <= maxName && !everyday(t.Name) {
			t.Files = filesOf(&list[i], taken)
		}
		if len(t.Files) == 0 {
			leftOut++
			continue
		}
		tools = append(tools, t)
	}
	if len(tools) < minTools {
		return nil, leftOut, fmt.Errorf("%w: only %d tools name a file", ErrFormat, len(tools))
	}
	return tools, leftOut, nil
}

// filesOf names an entry's files that no tool before it has.
func filesOf(e *entry, taken map[string]bool) (names []string) {
	var one file
	var several []file
	if json.Unmarshal(e.Details.PE, &several) != nil && json.Unmarshal(e.Details.PE, &one) == nil {
		several = []file{one}
	}
	var paths []string
	var single string
	if json.Unmarshal(e.Details.Paths, &paths) != nil && json.Unmarshal(e.Details.Paths, &single) == nil {
		paths = []string{single}
	}
	for _, f := range several {
		paths = append(paths, f.Name, f.Original)
	}
	for _, p := range paths {
		name := stem(p)
		if name == "" || taken[name] || len(names) == maxFiles {
			continue
		}
		taken[name] = true
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// stem is the name of a program's file that can be looked for, or nothing.
func stem(p string) string {
	name := path.Base(strings.ReplaceAll(strings.ToLower(strings.TrimSpace(p)), `\`, "/"))
	bare := strings.TrimSuffix(strings.TrimSuffix(name, ".exe"), ".app")
	switch {
	case bare == name, len(bare) < minName, len(bare) > maxName, strings.ContainsAny(bare, "*?[]%<>|\"{}"):
		return ""
	case slices.Contains(shared(), bare), everyday(bare):
		return ""
	}
	return bare
}

// shared are file names that harmless programs have too.
func shared() []string {
	return []string{
		"agent", "client", "client32", "connect", "console", "desktop", "helper", "install", "installer", "launcher", "manager", "monitor", "remote", "server", "service", "setup", "support",
		"tray", "uninstall", "update", "updater", "viewer", "access", "control", "watchdog", "winagent", "level", "meeting", "explorer", "svchost", "rundll32", "powershell", "python", "java", "javaw", "node",
	}
}

// everyday reports whether a name is one of a program that says nothing of who
// sits at the keyboard: aids for people who do not see, terminals, file copies,
// clients that reach out, a company's own networks, inventories and back-ups.
func everyday(name string) bool {
	name = strings.ToLower(name)
	for _, word := range []string{
		"nvda", "non-visual",
		"putty", "kitty", "winscp", "securecrt", "xshell", "smartty", "mobaxterm", "zoc", "smartftp", "bitvise", "ssh", "terminals", "termius",
		"mstsc", "rdcman", "mremoteng", "royal", "remmina", "freerdp", "devolutions", "remote desktop manager", "remote desktop plus", "rdclient", "jollysfastvnc", "chicken", "mocha", "guacamole", "webrdp",
		"tailscale", "zerotier", "netbird", "cloudflare", "cloudflared", "ngrok", "tunnel", "localxpose", "teleport", "rdp2tcp",
		"syncthing", "megasync", "koofr", "yandex", "s3 browser", "s3browser", "dragondisk", "multcloud", "duplicati", "idrive", "insync", "beinsync", "onionshare", "nordlocker", "msp360", "acronis",
		"tanium", "pdq", "ninite", "ocs inventory", "glpi", "zabbix", "rapid7", "site24x7", "jump cloud", "jumpcloud", "addigy", "miradore", "landesk", "kace", "absolute", "faronics", "sophos", "eset",
		"baramundi", "auvik", "domotz", "invgate", "manageengine", "manage engine", "sysaid", "freshservice", "basecamp", "net monitor", "teramind", "controlio", "kickidler", "software deployment",
		"immybot", "ping tool", "webex", "adobe connect", "synergy", "mouse without borders", "duet display", "psexec", "barracuda", "fortra", "res automation", "vizor", "netreo", "server.eye", "servereye",
		"tools launcher", "remotepass",
	} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
