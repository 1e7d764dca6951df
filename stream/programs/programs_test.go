package programs_test

import (
	"slices"
	"testing"

	"muster"
	"muster/stream/programs"
)

func TestClass(t *testing.T) {
	for _, c := range []struct {
		seen  muster.SeenAs
		name  string
		path  string
		want  muster.ProgramClass
		known string
	}{
		{muster.SeenRunning, "AnyDesk.exe", "", muster.ProgramRemote, "AnyDesk"},
		{muster.SeenRunning, "", `C:\Program Files (x86)\TeamViewer\TeamViewer_Service.exe`, muster.ProgramRemote, "TeamViewer"},
		{muster.SeenInstalled, "TeamViewer 15.54.3", "", muster.ProgramRemote, "TeamViewer"},
		{muster.SeenInstalled, "Chrome Remote Desktop Host", "", muster.ProgramRemote, "Chrome Remote Desktop"},
		{muster.SeenDomain, "relay-1a2b3c4d.net.anydesk.com", "", muster.ProgramRemote, "AnyDesk"},
		{muster.SeenDomain, "www.anydesk.com", "", "", ""}, // a maker's pages are anybody's to visit
		{muster.SeenRunning, "quickassist.exe", "", muster.ProgramRemote, "Quick Assist"},
		{muster.SeenInstalled, "Quick Assist", "", "", ""}, // comes with Windows
		{muster.SeenInstalled, "NVDA", "", "", ""},         // a screen reader
		{muster.SeenRunning, "putty.exe", "", "", ""},
		{muster.SeenRunning, "connect.exe", "", "", ""},
		{muster.SeenRunning, "mstsc.exe", "", "", ""},
		{muster.SeenRunning, "MouseJiggler.exe", "", muster.ProgramJiggler, "Mouse Jiggler"},
		{muster.SeenRunning, "/usr/bin/caffeinate", "", muster.ProgramAwake, "caffeinate"},
		{muster.SeenRunning, "Move Mouse.exe", "", muster.ProgramJiggler, "Move Mouse"},
		{muster.SeenInstalled, "Astrill VPN v3.11 (x64)", "", muster.ProgramVPNTied, "Astrill VPN"},
		{muster.SeenDomain, "AnyDesk", "", muster.ProgramRemote, "AnyDesk"}, // named before
		{muster.SeenDomain, "2fa.cn", "", muster.ProgramCodeRelay, "Page for sign-in codes"},
		{muster.SeenDomain, "Page for sign-in codes", "", muster.ProgramCodeRelay, "Page for sign-in codes"},
		{muster.SeenDomain, "www.codeshare.io", "", muster.ProgramSharedPad, "Shared pad"},
		{muster.SeenDomain, "example.com", "", "", ""},
		{muster.SeenDomain, ".", "", "", ""}, // the root of all names
		{muster.SeenDomain, "", "", "", ""},
		{muster.SeenDomain, "api.ipify.org", "", muster.ProgramProfiling, "Address look-up"},
		{muster.SeenRunning, "dxdiag.exe", "", muster.ProgramProfiling, "dxdiag"},
		{muster.SeenInstalled, "systeminfo", "", "", ""}, // comes with Windows
		{muster.SeenProfile, "profile-7", "", muster.ProgramProfiles, "profile-7"},
		{muster.SeenInstalled, "AdsPower Global 5.9", "", muster.ProgramProfiles, "AdsPower"},
		{muster.SeenRunning, "scrcpy", "", muster.ProgramEmulator, "scrcpy"},
		{muster.SeenRunning, "", "", "", ""},
	} {
		name, class := programs.Find(&muster.Ran{Seen: c.seen, Name: muster.Text(c.name), Path: muster.Text(c.path)})
		if class != c.want || string(name) != c.known {
			t.Errorf("%s %q %q: %q, %q; want %q, %q", c.seen, c.name, c.path, name, class, c.known, c.want)
		}
		if class != "" && !slices.Contains(programs.Classes(), class) {
			t.Errorf("%q is no class", class)
		}
	}
}

func FuzzFind(f *testing.F) {
	f.Add("AnyDesk 9.0 (x64)", `C:\a\b.exe`, "domain")
	f.Fuzz(func(t *testing.T, name, path, seen string) {
		programs.Find(&muster.Ran{Seen: muster.SeenAs(seen), Name: muster.Text(name), Path: muster.Text(path)})
	})
}
