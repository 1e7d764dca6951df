package ingest

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"muster"
)

// formsOfPlatforms are files of platforms in the forms they come in.
func formsOfPlatforms() map[string]string {
	return map[string]string{
		"upwork_contracts.csv": "Contract ID,Contract Title,Freelancer ID,Freelancer Name,Client ID,Client Company,Contract Status,Start Date,End Date,Hourly Rate,Total Paid,Currency\n" +
			"3401,Ferry timetable,~01aa,Ann Example,~c1,Harbour Ltd,Active,2026-02-01,,35.00,1400.00,USD\n",
		"upwork_transactions.csv": "Date,Ref ID,Type,Description,Agency,Freelancer ID,Freelancer,Team,Account Name,PO,Amount,Amount in local currency,Currency,Balance\n" +
			"\"Mar 04, 2026\",88111,Hourly,Invoice,,~01aa,Ann Example,Harbour,Nora Client,,1400.00,,USD,1260.00\n",
		"upwork_rates.csv": "Date,Ref ID,Type,Description,Agency,Freelancer ID,Freelancer,Team,Account Name,PO,Amount,ExchangeRate,Currency,Balance\n" +
			"\"Mar 05, 2026\",88112,Hourly,Invoice,,~01cc,Cy Example,Harbour,Nora Client,,900.00,1,USD,810.00\n",
		"upwork_profiles.csv": "Freelancer ID,Name,Title,City,Country,Member Since,Account Type\n~01aa,Ann Example,Developer,Leeds,United Kingdom,2026-01-05,Freelancer\n",
		"graphql_contracts.json": `{"data":{"contractList":{"total":1,"contracts":[{"id":"3402","title":"Lift dashboard","status":"CLOSED","startDate":"2026-02-03T09:00:00Z","endDate":null,
			"freelancer":{"id":"~01bb","name":"Bo Sample"},"client":{"id":"~c1","name":"Harbour Ltd"}}]}}}`,
		"graphql_proposals.json": `{"data":{"vendorProposals":{"totalCount":1,"edges":[{"cursor":"a","node":{"id":"9001","user":{"id":"~01aa"},"marketplaceJobPosting":{"id":"j1"},"proposalCoverLetter":"never read",
			"status":{"status":"Accepted"},"auditDetails":{"createdDateTime":{"rawValue":"1770000000000"}}}}]}}}`,
		"freelancer_bids.json":    `{"status":"success","result":{"bids":[{"id":5501,"bidder_id":771,"project_id":441,"description":"never read","time_submitted":1770000000,"award_status":"awarded"}]}}`,
		"freelancer_users.json":   `{"status":"success","result":{"users":{"771":{"id":771,"username":"cleo","display_name":"Cleo Instance","role":"freelancer","registration_date":1767600000,"email":"c@mail.example","location":{"country":{"name":"United Kingdom"},"city":"Leeds"}}}}}`,
		"freelancer_reviews.json": `{"status":"success","result":{"reviews":[{"id":1,"to_user_id":771,"from_user_id":9,"rating":5.0,"description":"never read","submitdate":1770600000,"role":"freelancer"},{"id":2,"to_user_id":9,"from_user_id":771,"rating":5.0,"submitdate":1770600000,"role":"employer"}]}}`,
		"result.json": `{"name":"Remote devs","type":"public_supergroup","id":123,"messages":[
			{"id":1,"type":"service","date":"2026-02-01T10:00:00","date_unixtime":"1769940000","actor":"Mod","action":"create_group","text":""},
			{"id":2,"type":"message","date":"2026-02-01T11:00:00","date_unixtime":"1769943600","from":"Lena","from_id":"user501","text":["Looking for an account ",{"type":"bold","text":"partner"},", 20% each month."]},
			{"id":3,"type":"message","date":"2026-02-01T12:10:00","date_unixtime":"1769947800","from":"Max","from_id":"user502","forwarded_from":"Lena","text":"Looking for an account partner"},
			{"id":4,"type":"message","date":"2026-02-01T12:20:00","date_unixtime":"1769948400","from":"Channel","from_id":"channel9","text":"x"}]}`,
		"everything.json": `{"about":"x","personal_information":{"user_id":900,"first_name":"Lena"},"contacts":{"about":"x","list":[` + strings.Repeat(`{"first_name":"Nora","last_name":"Client","phone_number":"never read"},`, 1500) + `{}]},
			"chats":{"about":"x","list":[{"name":"Max","type":"personal_chat","id":1,"messages":[{"id":1,"type":"message","date":"2026-02-01T10:00:00","from":"Max","from_id":"user777","text":"never read"}]}]},
			"left_chats":{"about":"x","list":[{"name":"Remote devs","type":"private_supergroup","id":2,"messages":[
				{"id":2,"type":"message","date":"2019-02-01T11:00:00","edited":"1970-01-01T01:00:00","from":"Ola","from_id":503,"text":""},
				{"id":3,"type":"message","date":"2019-02-01T11:01:00","from":"Channel","from_id":9998887776,"text":"x"}]}]}}`,
		"messages.csv": "account id,text,sent,channel\n~01aa,Good morning from a quiet desk.,2026-02-03,proposal\n",
	}
}

// readPlatform reads the files, with so much of a muster.yaml.
func readPlatform(t *testing.T, config string) *Batch {
	t.Helper()
	dir := t.TempDir()
	for name, content := range formsOfPlatforms() {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if config != "" {
		if err := os.WriteFile(filepath.Join(dir, "muster.yaml"), []byte(config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b, err := Read(t.Context(), []string{dir}, Options{Now: muster.Date(2026, 3, 1)})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func statedOf(t *testing.T, b *Batch, i int) []muster.Observation {
	t.Helper()
	list, err := b.Observations(i, nil)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// TestPlatformFiles reads every form: what it is, whose it came from, and whom
// its rows are about. Texts are not read, and their files say why.
func TestPlatformFiles(t *testing.T) {
	b := readPlatform(t, "")
	kinds := map[string]string{}
	for _, f := range b.Files {
		kinds[filepath.Base(f.Path)] = string(f.Kind) + " " + f.Vendor
		if f.Err != nil {
			kinds[filepath.Base(f.Path)] = f.Err.Message
		}
	}
	for file, want := range map[string]string{
		"upwork_contracts.csv": "contracts ", "upwork_transactions.csv": "payments ", "upwork_rates.csv": "payments ", "upwork_profiles.csv": "accounts ", "graphql_contracts.json": "contracts Upwork", "graphql_proposals.json": "bids Upwork",
		"freelancer_bids.json": "bids Freelancer", "freelancer_users.json": "accounts Freelancer", "freelancer_reviews.json": "ratings Freelancer", "result.json": "accounts Telegram Desktop", "everything.json": "accounts Telegram Desktop", "messages.csv": noTexts,
	} {
		if kinds[file] != want {
			t.Errorf("%s is read as %q, want %q", file, kinds[file], want)
		}
	}
	got := map[string]int{}
	for i := range b.Len() {
		list := statedOf(t, b, i)
		for k := range list {
			o := &list[k]
			got[string(o.Subject)+" "+string(o.Kind())]++
			text, err := json.Marshal(o.Data)
			if err != nil {
				t.Fatal(err)
			}
			for _, never := range []string{"never read", "Nora Client", "Looking for", "quiet desk"} {
				if strings.Contains(string(text), never) {
					t.Errorf("%q was read: %s", never, text)
				}
			}
			if bid, ok := o.Data.(*muster.Bid); ok && (bid.Sent.IsZero() || bid.State != muster.BidAccepted) {
				t.Errorf("a bid: %s", text)
			}
		}
	}
	for _, want := range []string{"~01aa account", "~01aa contract", "~01aa bid", "~01aa payment", "~01bb contract", "771 account", "771 bid", "771 rating", "telegram-501 account", "telegram-502 account", "telegram-503 account", "~01cc payment"} {
		if got[want] != 1 {
			t.Errorf("%d of %s in %v", got[want], want, got)
		}
	}
}

// TestChatsThatNameNobody says why an export is of no use, rather than that it is
// empty: what is missing is the number of who wrote.
func TestChatsThatNameNobody(t *testing.T) {
	const unnamed = `{"chats":{"list":[{"name":"Devs","type":"private_group","messages":[{"id":1,"type":"message","date":"2026-02-01T10:00:00","from":"Ann","text":"Hello"}]}]}}`
	for text, want := range map[string]string{unnamed: "no message in it says with a number (from_id) who wrote it", `{"chats":{"list":[]}}`: "the export holds no chat"} {
		if _, err := parseChats(strings.NewReader(text), false); err == nil || err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}

// TestTextsOnStatedGrounds reads what people wrote once purpose and lawful basis
// are named, and what was passed on never.
func TestTextsOnStatedGrounds(t *testing.T) {
	for config, want := range map[string]int{"messages: {purpose: Template bids, lawful_basis: Legitimate interest}\n": 2, "messages: {purpose: Template bids}\n": 0} {
		b := readPlatform(t, config)
		var texts []string
		for i := range b.Len() {
			for _, o := range statedOf(t, b, i) {
				if m, ok := o.Data.(*muster.Message); ok {
					texts = append(texts, string(m.Text))
				}
			}
		}
		if len(texts) != want || want > 0 && !slices.Contains(texts, "Looking for an account partner, 20% each month.") {
			t.Errorf("%s: %q", config, texts)
		}
	}
}

// FuzzPlatformFiles gives anything to the readers of saved answers and chats.
func FuzzPlatformFiles(f *testing.F) {
	for _, content := range formsOfPlatforms() {
		f.Add([]byte(content))
	}
	f.Add([]byte(`{"data":` + strings.Repeat(`{"a":`, 40) + `1` + strings.Repeat(`}`, 41)))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if out, form, ok := unwrapAnswer(raw); ok && (form == nil || !json.Valid(out)) {
			t.Errorf("%q became %q", raw, out)
		}
		c, err := parseChats(strings.NewReader(string(raw)), true)
		if err != nil {
			return
		}
		for i := range c.accounts {
			if a := &c.accounts[i]; a.id == "" || len(a.name) > 200 || len(a.texts) > mostOfOne || a.last.Before(a.first) {
				t.Errorf("%+v", a)
			}
		}
	})
}

// TestContractsOfUpworkInTheirShapes reads the two sides of a contract wherever the
// interface's answers put them.
func TestContractsOfUpworkInTheirShapes(t *testing.T) {
	for what, text := range map[string]string{
		"beside each other":     `{"data":{"contractList":{"edges":[{"node":{"id":"31","startDateTime":"2026-01-05T00:00:00Z","freelancer":{"id":"90"},"clientOrganization":{"id":"50"}}}]}}}`,
		"a person's user":       `{"data":{"contractList":{"totalCount":1,"edges":[{"node":{"id":"31","startDateTime":"2026-01-05T00:00:00Z","freelancer":{"user":{"id":"90","name":"Timo Rask"}},"clientTeam":{"id":"50"}}}]}}}`,
		"numbers on their own":  `{"data":{"contractList":{"total":1,"contracts":[{"id":"31","jobTitle":"API","startedTime":"2026-01-05T00:00:00Z","freelancerId":"90","clientId":"50"}]}}}`,
		"a vendor's and a firm": `{"data":{"vendorContracts":{"contracts":[{"id":"31","startDate":"2026-01-05T00:00:00Z","vendor":{"user":{"id":"90"}},"organization":{"id":"50"}}]}}}`,
	} {
		out, form, ok := unwrapAnswer([]byte(text))
		if !ok || form.kind != Contracts || form.vendor != "Upwork" {
			t.Errorf("%s: not read", what)
			continue
		}
		for _, want := range []string{`"contract id":"31"`, `"freelancer id":"90"`, `"client id":"50"`, `"started":"2026-01-05T00:00:00Z"`} {
			if !strings.Contains(string(out), want) {
				t.Errorf("%s: %s is not in %s", what, want, out)
			}
		}
	}
}
