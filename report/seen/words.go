package seen

import (
	"strconv"
	"strings"

	"muster"
	"muster/internal/escape"
)

func networkWord(n muster.NetworkClass) string {
	switch n {
	case muster.NetworkHome:
		return "Home line"
	case muster.NetworkMobile:
		return "Mobile network"
	case muster.NetworkSatellite:
		return "Satellite line"
	case muster.NetworkCorporate:
		return "The employer's own line or tunnel"
	case muster.NetworkRelay:
		return "Privacy relay"
	case muster.NetworkVPN:
		return "VPN service"
	case muster.NetworkHosting:
		return "Data centre"
	case muster.NetworkResidential:
		return "Proxy on other people's home lines"
	case muster.NetworkTor:
		return "Tor"
	}
	return "Not stated"
}

// between reports whether a network stands between a person and where they are,
// so that a place is its exit.
func between(n muster.NetworkClass) bool {
	switch n {
	case muster.NetworkRelay, muster.NetworkVPN, muster.NetworkHosting, muster.NetworkResidential, muster.NetworkTor, muster.NetworkCorporate, muster.NetworkSatellite:
		return true
	}
	return false
}

func programWord(c muster.ProgramClass) string {
	switch c {
	case muster.ProgramRemote:
		return "Remote access"
	case muster.ProgramJiggler:
		return "Moves the pointer by itself"
	case muster.ProgramAwake:
		return "Keeps the computer awake"
	case muster.ProgramVPN, muster.ProgramVPNTied:
		return "VPN service"
	case muster.ProgramProfiles:
		return "Several browser identities"
	case muster.ProgramRecorder:
		return "Records meetings"
	case muster.ProgramEmulator:
		return "Emulator"
	case muster.ProgramCodeRelay:
		return "Passes on sign-in codes"
	case muster.ProgramFileDrop:
		return "Passes on files"
	case muster.ProgramSharedPad:
		return "Shared text page"
	case muster.ProgramVideo:
		return "Passes on video"
	case muster.ProgramProfiling:
		return "Looks at the computer itself"
	case muster.ProgramPathDesktop, muster.ProgramPathHands:
		return "Remote control seen on the network"
	}
	return "Other"
}

func seenWord(s muster.SeenAs) string {
	switch s {
	case muster.SeenRunning:
		return "running"
	case muster.SeenInstalled:
		return "installed"
	case muster.SeenExtension:
		return "browser extension"
	case muster.SeenDomain:
		return "name looked up"
	case muster.SeenProfile:
		return "browser profile"
	case muster.SeenOnPath:
		return "on the network"
	}
	return ""
}

func rivalWord(r muster.FarmRival) string {
	switch r {
	case muster.RivalOffice:
		return "A place of work that is not in the list of offices."
	case muster.RivalCarrier:
		return "A provider that gives many customers one address."
	case muster.RivalCowork:
		return "Shared desks: they go home from there."
	case muster.RivalHousehold:
		return "A couple or flatmates, one of whom did not tell of a move."
	}
	return string(r)
}

func homesWord(o muster.Outcome) string {
	switch o {
	case muster.OutcomeSame, muster.OutcomeNear:
		return "the same home"
	case muster.OutcomeSameArea:
		return "another home in the same town"
	case muster.OutcomeUnknown:
		return "no home declared"
	}
	return "another home"
}

// lastFour is a serial number as it is shown.
func lastFour(d muster.Device) string {
	r := []rune(escape.Line(string(d)))
	if len(r) <= 4 {
		return string(r)
	}
	return "…" + string(r[len(r)-4:])
}

func text(s muster.Text) string { return shorten(escape.Line(string(s)), 80) }

func shorten(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return s
}

func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// list joins words as people do.
func list(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}
