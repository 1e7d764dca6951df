// Package hibob reads HiBob's webhooks and the people of its search.
package hibob

import (
	"crypto/hmac"
	"crypto/sha512"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "hibob", Title: "HiBob", Mine: mine, Tell: tell, Verify: verify, Fetch: people().Fetch}
}

// people asks for everybody who works or worked there, and only for what is read;
// there are no pages.
func people() *connect.Paged {
	return &connect.Paged{
		Start: func(time.Time) string { return "/v1/people/search" }, Enter: connect.Basic, List: "employees", Next: connect.Last,
		Time: []string{"work.activeEffectiveDate", "modificationDateTime", "creationDateTime"},
		Body: func(*url.URL) any {
			return map[string]any{"showInactive": true, "fields": []string{
				"root.id", "root.fullName", "root.displayName", "root.firstName", "root.surname", "root.email", "root.creationDateTime", "root.modificationDateTime",
				"personal.birthDate", "personal.personalEmail", "personal.personalMobile", "home.privateEmail", "home.mobilePhone", "home.privatePhone",
				"address.line1", "address.line2", "address.city", "address.postCode", "address.country", "internal.terminationDate",
				"work.employeeIdInCompany", "work.startDate", "work.title", "work.department", "work.reportsTo", "work.manager", "work.activeEffectiveDate",
			}}
		},
	}
}

// verify checks HiBob's signature, an HMAC-SHA-512 of the body in base64.
func verify(secret []byte, header http.Header, body []byte, _ time.Time) error {
	got, err := base64.StdEncoding.DecodeString(header.Get("Bob-Signature"))
	if err != nil || len(got) != sha512.Size || len(secret) == 0 {
		return connect.ErrSignature
	}
	h := hmac.New(sha512.New, secret)
	h.Write(body)
	if !hmac.Equal(got, h.Sum(nil)) {
		return connect.ErrSignature
	}
	return nil
}

func mine(r *connect.Record) bool {
	return r.Has("companyId", "type") && (r.Has("triggeredAt") || r.Has("employee") || r.Has("data")) || r.Has("surname", "work") || r.Has("surname", "creationDateTime")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	e, at := r, r.Time("triggeredAt", "creationDate", "employee.creationDateTime")
	if r.Has("companyId", "type") {
		if r.Text("type") == "employee.deleted" {
			return deleted(r, at, emit)
		}
		if e = r.Inside("employee"); e == nil {
			if e = r.Inside("data.employee"); e == nil {
				return strings.Contains(r.Text("type"), ".") // ids only: the next reading of the list has the rest
			}
		}
		if at.IsZero() {
			at = e.Time("creationDateTime")
		}
	} else {
		at = r.Time("work.activeEffectiveDate", "modificationDateTime", "creationDateTime")
	}
	id := e.Text("work.employeeIdInCompany", "id", "employeeId")
	if at.IsZero() || id == "" {
		return false
	}
	d := &muster.Person{
		Named: connect.Named(e.Text("fullName", "displayName"), e.Text("firstName"), e.Text("surname")), DateOfBirth: e.Day("personal.birthDate"), Started: e.Day("work.startDate"), Ended: e.Day("internal.terminationDate"),
		Contact:  muster.Contact{Emails: connect.Mails(e.Text("home.privateEmail", "personal.personalEmail")), Phones: connect.Phones(e.Text("home.mobilePhone"), e.Text("home.privatePhone", "personal.personalMobile"))},
		Home:     muster.Home{Address: connect.Joined(e.Text("address.line1"), e.Text("address.line2")), City: muster.City(connect.Cut(e.Text("address.city"))), Postcode: muster.Postcode(connect.Cut(e.Text("address.postCode"))), Country: muster.Country(connect.Cut(e.Text("address.country")))},
		JobTitle: connect.Cut(e.Text("work.title")), Department: connect.Cut(e.Text("work.department")), Login: connect.Cut(e.Text("email")), Manager: muster.SubjectID(e.Text("work.reportsTo.id", "work.manager")),
	}
	emit(&connect.Told{System: "hibob", Event: e.Text("id", "employeeId") + "/" + stamp(r, e), At: at, Employee: id, Own: e.Text("id", "employeeId"), Data: d})
	return true
}

// deleted passes on whom HiBob deleted, by its own id.
func deleted(r *connect.Record, at muster.Time, emit func(*connect.Told)) bool {
	id := r.Text("data.employeeId", "employee.id", "data.employee.id")
	if at.IsZero() || id == "" {
		return false
	}
	emit(&connect.Told{System: "hibob", Event: id + "/" + r.Text("triggeredAt", "creationDate"), At: at, Own: id, Forget: true})
	return true
}

// stamp is the time that told one version from the next.
func stamp(r, e *connect.Record) string {
	if s := r.Text("triggeredAt", "creationDate", "work.activeEffectiveDate", "modificationDateTime"); s != "" {
		return s
	}
	return e.Text("creationDateTime")
}
