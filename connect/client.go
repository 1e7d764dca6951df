package connect

import (
	"strings"

	"muster"
)

// Client reads what a user agent says about the program and its system. Only
// the family is kept.
func Client(agent string) (muster.ClientClass, muster.OperatingSystem) {
	a := strings.ToLower(agent)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(a, w) {
				return true
			}
		}
		return false
	}
	class := muster.ClientUnknown
	switch {
	case a == "":
	case has("headless", "selenium", "puppeteer", "playwright", "phantomjs"):
		class = muster.ClientAutomated
	case has("curl/", "python", "go-http-client", "okhttp", "java/", "libwww", "powershell"):
		class = muster.ClientProgram
	case has("mozilla/", "chrome", "safari", "firefox", "edge"):
		class = muster.ClientBrowser
	}
	return class, SystemOf(a)
}

// SystemOf reads the family of an operating system from how sources name it.
func SystemOf(name string) muster.OperatingSystem {
	n := strings.ToLower(name)
	for _, w := range []struct {
		word   string
		system muster.OperatingSystem
	}{
		{"iphone", muster.SystemIOS}, {"ipad", muster.SystemIOS}, {"ios", muster.SystemIOS}, {"android", muster.SystemAndroid}, {"cros", muster.SystemChromeOS},
		{"chrome os", muster.SystemChromeOS}, {"windows", muster.SystemWindows}, {"mac os", muster.SystemMac}, {"macos", muster.SystemMac}, {"macintosh", muster.SystemMac},
		{"darwin", muster.SystemMac}, {"linux", muster.SystemLinux}, {"ubuntu", muster.SystemLinux}, {"debian", muster.SystemLinux},
	} {
		if strings.Contains(n, w.word) {
			return w.system
		}
	}
	return muster.SystemUnknown
}
