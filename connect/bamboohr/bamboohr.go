// Package bamboohr reads BambooHR's webhooks about employees and the employees
// of its reports as JSON. Its CSV exports are read as tables like any other.
package bamboohr

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "bamboohr", Title: "BambooHR", Mine: mine, Tell: tell, Verify: verify, Fetch: report().Fetch}
}

// report asks for a report of everybody with the columns that are read; there are
// no pages.
func report() *connect.Paged {
	return &connect.Paged{
		Start: func(time.Time) string { return "/api/v1/reports/custom?format=JSON&onlyCurrent=false" }, Enter: connect.Basic, List: "employees", Time: []string{"lastChanged"}, Next: connect.Last,
		Body: func(*url.URL) any {
			return map[string]any{"title": "Muster", "fields": []string{
				"id", "employeeNumber", "displayName", "firstName", "lastName", "preferredName", "dateOfBirth", "hireDate", "terminationDate", "homeEmail", "mobilePhone", "homePhone",
				"address1", "address2", "city", "zipcode", "country", "jobTitle", "department", "workEmail", "lastChanged",
			}}
		},
	}
}

// verify checks the signature over the body and the time sent beside it.
func verify(secret []byte, header http.Header, body []byte, now time.Time) error {
	stamp := header.Get("X-BambooHR-Timestamp")
	if err := connect.Signed(secret, header.Get("X-BambooHR-Signature"), body, []byte(stamp)); err != nil {
		return err
	}
	return connect.Fresh(stamp, now)
}

func mine(r *connect.Record) bool {
	return r.Has("employees.0.id", "employees.0.action") || r.Has("timestamp", "data.employeeId") && strings.HasPrefix(r.Text("type"), "employee.") || r.Has("employeeNumber", "hireDate") || r.Has("id", "displayName", "workEmail")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	switch {
	case r.Has("data.employeeId"):
		return event(r, emit)
	case !r.Has("employees"):
		return employee(r, r, r.Time("lastChanged"), emit)
	}
	understood := false
	r.Each("employees", func(e *connect.Record) {
		at := e.Time("timestamp")
		if e.Text("action") == "Deleted" && !at.IsZero() && e.Text("id") != "" {
			emit(&connect.Told{System: "bamboohr", Event: e.Text("id") + "/" + e.Text("timestamp"), At: at, Own: e.Text("id"), Forget: true})
			understood = true
			return
		}
		if f := e.Inside("fields"); f != nil {
			understood = employee(e, f, at, emit) || understood
		}
	})
	return understood
}

// event reads a webhook of events, which names ids only: whom BambooHR deleted is
// passed on, and the next report has the rest.
func event(r *connect.Record, emit func(*connect.Told)) bool {
	at, id := r.Time("timestamp"), r.Text("data.employeeId")
	if at.IsZero() || id == "" {
		return false
	}
	if r.Text("type") == "employee.deleted" {
		emit(&connect.Told{System: "bamboohr", Event: id + "/" + r.Text("timestamp"), At: at, Own: id, Forget: true})
	}
	return true
}

// employee reads fields, which webhooks write as values or as objects with one.
func employee(e, f *connect.Record, at muster.Time, emit func(*connect.Told)) bool {
	text := func(name string) string { return f.Text(name, name+".value") }
	id := e.Text("id")
	if number := text("employeeNumber"); number != "" {
		id = number
	}
	if at.IsZero() || id == "" {
		return false
	}
	d := &muster.Person{
		Named: connect.Named(text("displayName"), text("firstName"), text("lastName")), KnownAs: muster.PersonName(connect.Cut(text("preferredName"))),
		DateOfBirth: f.Day("dateOfBirth", "dateOfBirth.value"), Started: f.Day("hireDate", "hireDate.value"), Ended: f.Day("terminationDate", "terminationDate.value"),
		Contact:  muster.Contact{Emails: connect.Mails(text("homeEmail")), Phones: connect.Phones(text("mobilePhone"), text("homePhone"))},
		Home:     muster.Home{Address: connect.Joined(text("address1"), text("address2")), City: muster.City(connect.Cut(text("city"))), Postcode: muster.Postcode(connect.Cut(text("zipcode"))), Country: muster.Country(connect.Cut(text("country")))},
		JobTitle: connect.Cut(text("jobTitle")), Department: connect.Cut(text("department")), Login: connect.Cut(text("workEmail")),
	}
	emit(&connect.Told{System: "bamboohr", Event: e.Text("id") + "/" + e.Text("timestamp", "lastChanged"), At: at, Employee: id, Own: e.Text("id"), Data: d})
	return true
}
