package okta_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"muster"
	"muster/connect"
	"muster/connect/okta"
)

// event is written after Okta's documentation of its log events.
const event = `{"uuid":"d1","published":"2026-06-01T08:02:00.123Z","eventType":"user.session.start","outcome":{"result":"SUCCESS"},
"actor":{"alternateId":"ann@harbour.example","type":"User"},"device":{"id":"guo1","managed":true},
"client":{"ipAddress":"192.0.2.7","userAgent":{"rawUserAgent":"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/125"},
"geographicalContext":{"city":"Leeds","country":"United Kingdom","geolocation":{"lat":53.8,"lon":-1.55}}},
"securityContext":{"asNumber":64496,"asOrg":"example net","isProxy":true},"authenticationContext":{"externalSessionId":"s1"},
"debugContext":{"debugData":{"tunnels":"[{\"anonymous\":true,\"operator\":\"ASTRILL_VPN\",\"type\":\"VPN\"}]"}},
"target":[{"type":"AppInstance","displayName":"Payroll"},{"type":"AuthenticatorEnrollment","id":"pfd1"}]}`

func read(t *testing.T, text string) (list []muster.Signal, understood bool) {
	t.Helper()
	r, err := connect.Parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	system := okta.New()
	if !system.Mine(r) {
		t.Fatalf("not recognised: %s", text)
	}
	understood = system.Read(r, func(s *muster.Signal) { list = append(list, *s) })
	return list, understood
}

func TestSignIn(t *testing.T) {
	list, _ := read(t, event)
	want := []muster.Signal{{
		System: "okta", Event: "d1", At: connect.Moment("2026-06-01T08:02:00.123Z"), Account: "ann@harbour.example", Device: "guo1",
		Origin: muster.Origin{
			IP: "192.0.2.7", City: "Leeds", Country: "United Kingdom", Latitude: 53.8, Longitude: -1.55, ASN: 64496, Provider: "example net", Session: "s1",
			Network: muster.NetworkVPN, Judge: "Okta", Service: muster.BrandAstrill, Client: muster.ClientBrowser, System: muster.SystemWindows,
		},
		Data: &muster.SignedIn{Passed: true, App: "Payroll", Managed: muster.Yes, Authenticator: "pfd1", Offset: muster.OffsetUnknown},
	}}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Error(diff)
	}
}

func TestRefusedAndUnknown(t *testing.T) {
	list, _ := read(t, strings.Replace(event, "SUCCESS", "FAILURE", 1))
	if len(list) != 1 || list[0].Data.(*muster.SignedIn).Passed {
		t.Errorf("%+v", list)
	}
	if list, understood := read(t, strings.Replace(event, "user.session.start", "user.lifecycle.create", 1)); len(list) != 0 || !understood {
		t.Errorf("%v, %v", list, understood)
	}
	if _, understood := read(t, strings.Replace(event, "2026-06-01T08:02:00.123Z", "yesterday", 1)); understood {
		t.Error("an event without a time is understood")
	}
}

func TestVerify(t *testing.T) {
	system := okta.New()
	header := http.Header{"Authorization": {"Bearer open sesame"}}
	if err := system.Verify([]byte("open sesame"), header, nil); err != nil {
		t.Error(err)
	}
	if system.Verify([]byte("open"), header, nil) == nil || system.Verify([]byte("open sesame"), http.Header{}, nil) == nil {
		t.Error("another secret is taken")
	}
}

func TestFetch(t *testing.T) {
	var server *httptest.Server
	server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("Authorization") != "SSWS secret":
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Query().Get("after") == "busy":
			w.Header().Set("Retry-After", "7")
			w.WriteHeader(http.StatusTooManyRequests)
		case r.URL.Query().Get("after") == "":
			w.Header().Add("Link", `<`+server.URL+`/api/v1/logs?after=1>; rel="self"`)
			w.Header().Add("Link", `<`+server.URL+`/api/v1/logs?after=2>; rel="next"`)
			w.Write([]byte("[" + event + "," + event + "]"))
		default:
			w.Header().Add("Link", `<`+server.URL+`/api/v1/logs?after=2>; rel="next"`)
			w.Write([]byte("[]"))
		}
	}))
	defer server.Close()
	system, from := okta.New(), &connect.Account{Client: server.Client(), URL: server.URL, Secret: "secret"}
	page, err := system.Fetch(t.Context(), from, "")
	if err != nil || len(page.Records) != 2 || !page.More || page.Cursor != server.URL+"/api/v1/logs?after=2" {
		t.Fatalf("%+v, %v", page, err)
	}
	if page, err = system.Fetch(t.Context(), from, page.Cursor); err != nil || page.More || len(page.Records) != 0 {
		t.Errorf("%+v, %v", page, err)
	}
	_, err = system.Fetch(t.Context(), from, server.URL+"/api/v1/logs?after=busy")
	if slow, ok := err.(*connect.Slower); !ok || slow.Seconds != 7 {
		t.Errorf("%v", err)
	}
	if _, err = system.Fetch(t.Context(), from, "https://elsewhere.example/api/v1/logs"); err == nil {
		t.Error("a cursor leads elsewhere")
	}
	from.Secret = "old"
	if _, err = system.Fetch(t.Context(), from, ""); err == nil {
		t.Error("a revoked secret is no error")
	}
}
