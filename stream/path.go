package stream

import (
	"strings"

	"muster"
	"muster/normal"
)

// withPath puts what passive records of a network saw beside a device into its
// own two classes, whatever the table of programs says: it runs on no device.
func withPath(class func(*muster.Ran) muster.ProgramClass) func(*muster.Ran) muster.ProgramClass {
	return func(ran *muster.Ran) muster.ProgramClass {
		if ran.Seen != muster.SeenOnPath {
			return class(ran)
		}
		name := strings.ToLower(string(ran.Name))
		switch {
		case normal.NamesRemoteHands(name):
			return muster.ProgramPathHands
		case name == "rdp" || name == "rfb" || name == "vnc":
			return muster.ProgramPathDesktop
		}
		return ""
	}
}
