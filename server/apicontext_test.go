package server

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"muster/api"
)

// TestAPIContextOfRecords tells what files and other programs brought in: the
// devices of the inventory, the travel and the tools of a sheet of agreements. They
// count for findings, and an analyst who is not shown them takes an agreed journey
// for a surprise.
func TestAPIContextOfRecords(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, everyScope(), lead())
	for _, line := range []string{
		`{"subject":"P-0","kind":"person","source":"hr","record":"0","happened":"2024-01-01","data":{"full_name":"Quilla Zorn","contact":{"emails":["quilla@company.example"]},"started":"2024-01-01","ended":"2025-01-01"}}`,
		`{"subject":"P-1","kind":"person","source":"hr","record":"1","happened":"2026-10-01","data":{"full_name":"Quilla Zorn","login":"q1","contact":{"emails":["quilla@company.example"]},"home":{"city":"Harbourton"},"started":"2026-10-01"}}`,
		`{"subject":"P-1","kind":"person","source":"hr","record":"1b","happened":"2026-11-01","data":{"full_name":"Quilla Zorn","login":"q1"}}`,
		`{"subject":"P-1","kind":"shipment","source":"it","record":"2","happened":"2026-10-02","data":{"direction":"out","item":"Laptop","serial":"SN-1","delivered":"2026-10-03","status":"delivered"}}`,
		`{"subject":"P-1","kind":"issued","source":"devices.csv","record":"3","happened":"2026-10-02","data":{"device":"sn-1","model":"ThinkPad T14","from":"2026-10-02"}}`,
		`{"subject":"P-1","kind":"issued","source":"devices.csv","record":"4","happened":"2026-10-04","data":{"device":"SN-9","model":"ThinkPad X1","from":"2026-10-04"}}`,
		`{"subject":"P-1","kind":"issued","source":"devices.csv","record":"5","happened":"2026-09-01","data":{"device":"SN-8","from":"2026-09-01","until":"2026-10-01"}}`,
		`{"subject":"P-1","kind":"agreed","source":"agreements.csv","record":"6","happened":"2026-11-01","data":{"what":"travel","city":"Lisbon","country":"PT","from":"2026-11-01"}}`,
		`{"subject":"P-1","kind":"agreed","source":"agreements.csv","record":"7","happened":"2026-11-01","data":{"what":"travel","city":"Oldtown","from":"2026-01-01","until":"2026-02-01"}}`,
		`{"subject":"P-1","kind":"agreed","source":"agreements.csv","record":"8","happened":"2026-11-01","data":{"what":"tool","name":"AnyDesk","from":"2026-11-01","until":"2031-01-01"}}`,
	} {
		p.send("POST", "/v1/observations", line).want(t, "a record", http.StatusCreated)
	}
	q := in.program(t, []string{"context.read"}, lead())
	for _, login := range []string{"q1", "Quilla@company.example", "p-1"} {
		a := q.get("/v1/context?login=" + login)
		a.want(t, login, http.StatusOK)
		var c api.LoginContext
		if err := json.Unmarshal(a.body, &c); err != nil {
			t.Fatal(err)
		}
		if c.Subject != "P-1" || c.Started.ISO() != "2026-10-01" || c.City.Text != "Harbourton" {
			t.Errorf("%s: %s", login, a.body)
		}
		if len(c.Devices) != 3 {
			t.Fatalf("%s: %d devices: %s", login, len(c.Devices), a.body)
		}
		serials := map[string]api.Issued{}
		for _, d := range c.Devices {
			serials[strings.ToUpper(d.Serial)] = d
		}
		if d := serials["SN-1"]; d.Delivered.ISO() != "2026-10-03" || d.From.ISO() != "2026-10-02" || d.Returned || d.Status != "delivered" {
			t.Errorf("%s: the device that was sent: %+v", login, d)
		}
		if d := serials["SN-9"]; d.Item != "ThinkPad X1" || d.Returned {
			t.Errorf("%s: the device of the inventory: %+v", login, d)
		}
		if d := serials["SN-8"]; !d.Returned {
			t.Errorf("%s: the device that went back: %+v", login, d)
		}
		if len(c.Travel) != 1 || c.Travel[0].Place != "Lisbon, PT" || c.Travel[0].By != "agreements.csv" {
			t.Errorf("%s: travel: %+v", login, c.Travel)
		}
		if len(c.Approved) != 1 || c.Approved[0].Tool != "AnyDesk" || c.Approved[0].Everybody {
			t.Errorf("%s: tools: %+v", login, c.Approved)
		}
	}
	if a := p.get("/v1/subjects/P-1"); !strings.Contains(string(a.body), `"what":"Lisbon, PT"`) {
		t.Errorf("the person: %s", a.body)
	}
	_, page := in.signedIn(t, "lea", lead()).get("/people/P-1")
	if !strings.Contains(page, "Lisbon, PT") || !strings.Contains(page, "agreements.csv") || strings.Contains(page, "Oldtown") {
		t.Error("the page does not say what was agreed, or what is over")
	}
}
