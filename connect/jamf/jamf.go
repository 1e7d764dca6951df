// Package jamf reads the inventory of computers that Jamf Pro keeps, and its
// webhooks about them.
package jamf

import (
	"crypto/subtle"
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{
		Name: "jamf", Title: "Jamf Pro", Feeds: []muster.Kind{muster.KindDeviceDay, muster.KindProgram, muster.KindAttachment},
		Mine: mine, Read: read, Verify: verify, Fetch: computers().Fetch, Login: &connect.Login{URL: "/api/oauth/token"},
	}
}

// verify compares the header agreed on in the webhook's settings; Jamf signs
// nothing.
func verify(secret []byte, header http.Header, _ []byte, _ time.Time) error {
	if len(secret) == 0 || subtle.ConstantTimeCompare([]byte(header.Get("X-Jamf-Secret")), secret) != 1 {
		return errors.New("the header X-Jamf-Secret is not the secret of this webhook")
	}
	return nil
}

const perPage = 200

func computers() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"page-size": {strconv.Itoa(perPage)}, "page": {"0"}, "sort": {"id:asc"}, "section": {"GENERAL", "HARDWARE", "USER_AND_LOCATION", "APPLICATIONS"}}
			if !since.IsZero() {
				query.Set("filter", `general.reportDate=ge="`+since.Format(time.RFC3339)+`"`)
			}
			return "/api/v1/computers-inventory?" + query.Encode()
		},
		Enter: connect.Bearer, List: "results", Time: []string{"general.reportDate"}, Lag: time.Hour, Next: connect.Counted("totalCount", "page", perPage),
	}
}

func mine(r *connect.Record) bool {
	return r.Has("udid", "general", "hardware") || r.Has("webhook.webhookEvent", "event")
}

func read(r *connect.Record, emit func(*muster.Signal)) bool {
	if r.Has("webhook.webhookEvent") {
		return pushed(r, emit)
	}
	serial := r.Text("hardware.serialNumber")
	s := &muster.Signal{
		System: "jamf", At: r.Time("general.reportDate", "general.lastContactTime"), Device: serial, Account: r.Text("userAndLocation.email", "userAndLocation.username"),
		Event:  r.Text("udid") + "/" + r.Text("general.reportDate", "general.lastContactTime"),
		Origin: muster.Origin{IP: muster.Network(r.Text("general.lastIpAddress")), System: muster.SystemMac},
	}
	if s.At.IsZero() || serial == "" {
		return false
	}
	s.Data = &muster.Located{
		Serial: muster.Device(serial), Model: muster.Text(r.Text("hardware.model")), Offset: muster.OffsetUnknown, Enrolled: r.Time("general.lastEnrolledDate", "general.initialEntryDate"),
	}
	emit(s)
	r.Each("applications", func(app *connect.Record) {
		if app.Text("name") == "" {
			return
		}
		one := *s
		one.Data = &muster.Ran{Seen: muster.SeenInstalled, Name: connect.Cut(app.Text("name")), Path: connect.Cut(app.Text("bundleId", "path"))}
		emit(&one)
	})
	return true
}

// pushed reads the webhooks that a computer's check-in and inventory send.
func pushed(r *connect.Record, emit func(*muster.Signal)) bool {
	at := r.Time("webhook.eventTimestamp")
	if at.IsZero() {
		return false
	}
	computer := "event."
	if r.Has("event.computer") {
		computer = "event.computer."
	}
	serial := r.Text(computer + "serialNumber")
	if serial == "" {
		return true
	}
	emit(&muster.Signal{
		System: "jamf", At: at, Device: serial, Account: r.Text(computer+"emailAddress", computer+"username"), Event: r.Text(computer+"udid") + "/" + r.Text("webhook.eventTimestamp"),
		Origin: muster.Origin{IP: muster.Network(r.Text(computer + "ipAddress")), System: muster.SystemMac},
		Data:   &muster.Located{Serial: muster.Device(serial), Model: muster.Text(r.Text(computer + "model")), Offset: muster.OffsetUnknown},
	})
	return true
}
