package normal

import "testing"

func TestPage(t *testing.T) {
	for host, want := range map[string]PageKind{
		"2fa.cn": PageCodes, "WWW.Authenticator.CC.": PageCodes, "otp.ee": PageCodes, "toffeeshare.com": PageFiles, "codeshare.io": PagePad, "vdo.ninja": PageVideo,
		"": PageNone, "example.com": PageNone, "not2fa.cn": PageNone, "2fa.cn.example.com": PageNone,
	} {
		if got := Page(host); got != want {
			t.Errorf("%q: %q, want %q", host, got, want)
		}
	}
}
