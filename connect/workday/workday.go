// Package workday reads Workday's custom reports as JSON. A report has the
// columns that whoever built it chose; the names below are those that Workday
// proposes. Its CSV reports are read as tables like any other.
package workday

import (
	"strings"
	"time"

	"muster"
	"muster/connect"
)

// New returns the connector.
func New() connect.System {
	return connect.System{Name: "workday", Title: "Workday", Mine: mine, Tell: tell, Fetch: report().Fetch}
}

// report asks for a custom report as a service: the account's address is the
// report's own. There are no pages.
func report() *connect.Paged {
	return &connect.Paged{
		Start: func(time.Time) string { return "?format=json" }, Enter: connect.Basic, List: "Report_Entry", Next: connect.Last,
		Time: []string{"Last_Functionally_Updated", "Last_Updated", "lastUpdated"},
	}
}

func mine(r *connect.Record) bool {
	return r.Has("Report_Entry") || (r.Has("Employee_ID") || r.Has("Worker_ID") || r.Has("employeeID")) && (r.Has("Worker") || r.Has("Hire_Date") || r.Has("hireDate") || r.Has("Legal_Name_-_First_Name") || r.Has("First_Name") || r.Has("Last_Name"))
}

func tell(r *connect.Record, emit func(*connect.Told)) bool {
	if !r.Has("Report_Entry") {
		return worker(r, emit)
	}
	understood := r.Lines("Report_Entry") == "[]"
	r.Each("Report_Entry", func(one *connect.Record) { understood = worker(one, emit) || understood })
	return understood
}

func worker(r *connect.Record, emit func(*connect.Told)) bool {
	id := r.Text("Employee_ID", "Worker_ID", "employeeID")
	names := []string{"Last_Functionally_Updated", "Last_Updated", "lastUpdated", "Effective_Date", "Effective_Moment"}
	at := r.Time(names...)
	if at.IsZero() {
		at = r.Day(names...)
	}
	if id == "" || at.IsZero() {
		return false
	}
	d := &muster.Person{
		Named:       connect.Named(r.Text("Worker", "Legal_Name", "Full_Legal_Name"), r.Text("Legal_Name_-_First_Name", "First_Name", "firstName"), r.Text("Legal_Name_-_Last_Name", "Last_Name", "lastName")),
		KnownAs:     muster.PersonName(connect.Cut(r.Text("Preferred_Name"))),
		DateOfBirth: r.Day("Date_of_Birth"), Started: r.Day("Hire_Date", "hireDate", "Original_Hire_Date"), Ended: r.Day("Termination_Date", "terminationDate"),
		Contact:  muster.Contact{Emails: connect.Mails(r.Text("Email_-_Primary_Home", "Personal_Email", "Home_Email")), Phones: connect.Phones(r.Text("Phone_-_Primary_Home", "Mobile_Phone", "Home_Phone"))},
		Home:     muster.Home{Address: connect.Joined(r.Text("Address_-_Primary_Home", "Home_Address", "Address_Line_1"), r.Text("Address_Line_2")), City: muster.City(connect.Cut(r.Text("City", "Home_City"))), Postcode: muster.Postcode(connect.Cut(r.Text("Postal_Code", "Home_Postal_Code"))), Country: muster.Country(connect.Cut(r.Text("Country", "Home_Country")))},
		JobTitle: connect.Cut(r.Text("Business_Title", "Job_Title")), Department: connect.Cut(r.Text("Supervisory_Organization", "Cost_Center")), LegalEntity: connect.Cut(r.Text("Company")),
		Manager: muster.SubjectID(r.Text("Manager_ID", "Manager_Employee_ID")), Login: connect.Cut(r.Text("User_Name", "Email_-_Primary_Work", "Work_Email")), Employment: employment(r.Text("Worker_Type")),
	}
	emit(&connect.Told{System: "workday", Event: id + "/" + r.Text(names...), At: at, Employee: id, Data: d})
	return true
}

func employment(word string) muster.Employment {
	switch {
	case strings.EqualFold(word, "Employee"):
		return muster.EmploymentEmployee
	case strings.HasPrefix(strings.ToLower(word), "contingent"):
		return muster.EmploymentContractor
	}
	return ""
}
