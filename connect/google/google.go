// Package google reads the activity reports of Google Workspace: sign-ins, and
// what was done to mail, keys and files.
package google

import (
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "google", Title: "Google Workspace", Feeds: []muster.Kind{muster.KindSignIns, muster.KindMovement, muster.KindWorkDay, muster.KindAttendance},
		Mine: mine, Read: read, Fetch: reports().Fetch,
		Login: &connect.Login{URL: "https://oauth2.googleapis.com/token", Grant: connect.GrantAssertion, Scope: "https://www.googleapis.com/auth/admin.reports.audit.readonly"},
	}
}

// reports asks for sign-ins; other reports are read from files and pushes.
func reports() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"maxResults": {"1000"}}
			if !since.IsZero() {
				query.Set("startTime", since.Format(time.RFC3339))
			}
			return "/admin/reports/v1/activity/users/all/applications/login?" + query.Encode()
		},
		Enter: connect.Bearer, List: "items", Time: []string{"id.time"}, Next: connect.Token("nextPageToken", "pageToken"), Lag: 6 * time.Hour,
	}
}

func mine(r *connect.Record) bool { return r.Has("id.applicationName") }

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	at := r.Time("id.time")
	if at.IsZero() || r.Text("id.applicationName") == "" {
		return false
	}
	base := muster.Signal{
		System: "google", Event: r.Text("id.uniqueQualifier"), At: at, Account: r.Text("actor.email", "actor.profileId"),
		Origin: muster.Origin{IP: muster.Network(r.Text("ipAddress")), ASN: r.Whole("networkInfo.ipAsn.0"), Country: muster.Country(r.Text("networkInfo.regionCode"))},
	}
	one := func(e *connect.Record) {
		s := base
		if s.Data = dataOf(r.Text("id.applicationName"), e, &s); s.Data != nil {
			emit(&s)
		}
	}
	if r.Has("name") { // exports that cut a report into its events
		one(r)
	} else {
		r.Each("events", one)
	}
	return true
}

// value is a parameter of an event: reports list them, exports name them.
func value(e *connect.Record, name string) string {
	if v := e.Text("parameters." + name); v != "" {
		return v
	}
	found := ""
	e.Each("parameters", func(p *connect.Record) {
		if found == "" && p.Text("name") == name {
			if found = p.Text("value", "intValue", "boolValue"); found == "" {
				found = p.Values("multiValue")
			}
		}
	})
	return found
}

func dataOf(application string, e *connect.Record, s *muster.Signal) muster.SignalData {
	name := e.Text("name")
	worked := func(act muster.WorkAct, target string) muster.SignalData {
		return &muster.Worked{Act: act, Target: muster.Text(target), Offset: muster.OffsetUnknown}
	}
	switch application {
	case "login":
		switch name {
		case "login_success":
			return &muster.SignedIn{Passed: true, App: muster.Text(value(e, "login_type")), Offset: muster.OffsetUnknown}
		case "login_failure", "login_challenge":
			if name == "login_challenge" && value(e, "login_challenge_status") != "Challenge Failed" {
				return nil
			}
			return &muster.SignedIn{App: muster.Text(value(e, "login_type")), Offset: muster.OffsetUnknown}
		case "email_forwarding_out_of_domain":
			return worked(muster.WorkForwarding, "mail")
		}
	case "user_accounts":
		switch name {
		case "email_forwarding_out_of_domain":
			return worked(muster.WorkForwarding, "mail")
		case "2sv_enroll", "passkey_enrolled", "titanium_enroll":
			return worked(muster.WorkKeyAdded, "google")
		}
	case "drive":
		switch {
		case name == "download":
			return worked(muster.WorkDownloaded, "drive")
		case name == "trash", name == "delete":
			return worked(muster.WorkDeleted, "drive")
		case name == "change_user_access" && value(e, "visibility") == "shared_externally":
			return worked(muster.WorkMemberAdded, "drive")
		}
	case "meet":
		if name == "call_ended" {
			return met(e, s)
		}
	}
	return nil
}

// met is a stay in a meeting. Its record is written at the end, so the time is
// put back by the stay's length.
func met(e *connect.Record, s *muster.Signal) muster.SignalData {
	m := &muster.Met{Meeting: muster.Text(strings.ToLower(value(e, "meeting_code"))), Shown: muster.PersonName(value(e, "display_name")), Until: s.At}
	if stay := connect.Seconds(value(e, "duration_seconds")); stay > 0 {
		s.At = connect.Shift(s.At, -stay)
	}
	if n := connect.Seconds(value(e, "network_rtt_msec_mean")); n > 0 {
		m.Latency = int32(n / time.Second)
	}
	if ip := value(e, "ip_address"); ip != "" {
		s.Origin.IP = muster.Network(ip)
	}
	if s.Account == "" {
		s.Account = value(e, "identifier")
	}
	return m
}
