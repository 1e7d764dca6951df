// Package personio reads the employees that Personio's interface gives.
package personio

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "personio", Title: "Personio", Mine: mine, Tell: tell, Fetch: employees().Fetch, Login: &connect.Login{URL: "/v1/auth", JSON: true, Token: "data.token"}}
}

const perPage = 100

func employees() *connect.Paged {
	return &connect.Paged{
		Start: func(since time.Time) string {
			query := url.Values{"limit": {strconv.Itoa(perPage)}, "offset": {"0"}}
			if !since.IsZero() {
				query.Set("updated_since", since.Format("2006-01-02T15:04:05"))
			}
			return "/v1/company/employees?" + query.Encode()
		},
		Enter: connect.Bearer, List: "data", Time: []string{"attributes.last_modified_at.value"}, Lag: 10 * time.Minute, Next: next,
	}
}

// next asks for what comes after this page, until the last one that it names.
func next(answer *connect.Record, _ http.Header, asked url.URL) string {
	query := asked.Query()
	from, err := strconv.Atoi(query.Get("offset"))
	if err != nil || from < 0 || float64(from/perPage+1) >= answer.Number("metadata.total_pages") {
		return ""
	}
	query.Set("offset", strconv.Itoa(from+perPage))
	asked.RawQuery = query.Encode()
	return asked.String()
}

func mine(r *connect.Record) bool {
	return r.Text("type") == "Employee" && r.Has("attributes")
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	text := func(name string) string { return r.Text("attributes." + name + ".value") }
	at, id := r.Time("attributes.last_modified_at.value", "attributes.created_at.value"), text("id")
	if at.IsZero() || id == "" {
		return false
	}
	d := &muster.Person{
		Named: connect.Named("", text("first_name"), text("last_name")), KnownAs: muster.PersonName(connect.Cut(text("preferred_name"))), Started: r.Day("attributes.hire_date.value"), Ended: r.Day("attributes.termination_date.value"),
		JobTitle: connect.Cut(text("position")), Department: connect.Cut(r.Text("attributes.department.value.attributes.name")), LegalEntity: connect.Cut(r.Text("attributes.subcompany.value.attributes.name")),
		Manager: muster.SubjectID(r.Text("attributes.supervisor.value.attributes.id.value")), Login: connect.Cut(text("email")), Employment: employment(text("employment_type")),
	}
	emit(&connect.Told{System: "personio", Event: id + "/" + r.Text("attributes.last_modified_at.value", "attributes.created_at.value"), At: at, Employee: id, Data: d})
	return true
}

func employment(word string) muster.Employment {
	switch word {
	case "internal":
		return muster.EmploymentEmployee
	case "external":
		return muster.EmploymentContractor
	}
	return ""
}
