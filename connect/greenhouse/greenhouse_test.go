package greenhouse_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster/connect"
	"muster/connect/connecttest"
	"muster/connect/greenhouse"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{
		System: greenhouse.New(), Poll: connecttest.Links("/v1/candidates"),
		Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
			return http.Header{"Signature": {"sha256 " + connect.Sign(secret, body)}}
		}},
	})
}

func TestMark(t *testing.T) {
	connecttest.Marks(t, greenhouse.New(),
		connecttest.Mark{
			Mark: connect.Mark{Application: "7001", Candidate: "9001", Field: "a_check_is_due", By: "158104"}, Header: "On-Behalf-Of",
			Put:  []string{"PATCH", "/v1/applications/7001", "158104", `{"custom_fields":[{"name_key":"a_check_is_due","value":"Muster: a check is due"}]}`},
			Take: []string{"PATCH", "/v1/applications/7001", "158104", `{"custom_fields":[{"delete_value":"true","name_key":"a_check_is_due"}]}`},
		},
		connecttest.Mark{
			Path: "/v3", Mark: connect.Mark{Application: "7001", Field: "a_check_is_due"}, Header: "On-Behalf-Of",
			Put:    []string{"PATCH", "/v3/applications/7001", "", `{"custom_fields":[{"name_key":"a_check_is_due","value":"Muster: a check is due"}]}`},
			Answer: `{"id":7001,"custom_fields":{"a_check_is_due":{"name":"A check is due","type":"short_text","value":null},"other":{"value":"Muster: a check is due"}}}`,
			Take:   []string{"PATCH", "/v3/applications/7001", "", `{"custom_fields":[{"name_key":"a_check_is_due","value":null}]}`},
		},
	)
	// What is taken and changes nothing is no success; an answer without a body is.
	status, answer := http.StatusOK, `{"id":7001,"custom_fields":{"a_check_is_due":{"value":"Muster: a check is due"}}}`
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		fmt.Fprint(w, answer)
	}))
	defer place.Close()
	system, to := greenhouse.New(), &connect.Account{Client: place.Client(), URL: place.URL + "/v3", Secret: "s"}
	m := &connect.Mark{Application: "7001", Field: "a_check_is_due"}
	if err := system.Mark(t.Context(), to, m); !errors.Is(err, connect.ErrAnswer) {
		t.Errorf("a field that stays gives %v", err)
	}
	status, answer = http.StatusNoContent, ""
	if err := system.Mark(t.Context(), to, m); err != nil {
		t.Errorf("an answer without a body gives %v", err)
	}
}

// TestThirdVersion reads candidates and then their applications, page by page by
// the cursor alone, goes on where it stopped after an error, and begins both
// anew from what it saw last.
func TestThirdVersion(t *testing.T) {
	var asked []string
	fail := false
	var place *httptest.Server
	place = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer token" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		asked = append(asked, r.URL.Path+"?"+r.URL.Query().Get("cursor")+r.URL.Query().Get("updated_at"))
		if fail {
			fail = false
			w.WriteHeader(http.StatusInternalServerError)
			return
		}
		switch {
		case r.URL.Path == "/v3/candidates" && r.URL.Query().Get("cursor") == "":
			w.Header().Set("Link", "<"+place.URL+`/v3/candidates?cursor=abc>; rel="next"`)
			fmt.Fprint(w, `[{"id":9001,"first_name":"Ada","last_name":"Moor","email_addresses":[{"value":"ada@example.com","type":"personal"}],"updated_at":"2026-10-01T08:00:00.000Z"}]`)
		case r.URL.Path == "/v3/candidates":
			fmt.Fprint(w, `[{"id":9002,"first_name":"Ben","last_name":"Hall","email_addresses":[],"updated_at":"2026-10-02T08:00:00.000Z"}]`)
		default:
			fmt.Fprint(w, `[{"id":7001,"candidate_id":9001,"status":"in_process","prospect":false,"created_at":"2026-09-30T08:00:00.000Z","updated_at":"2026-10-03T08:00:00.000Z"}]`)
		}
	}))
	defer place.Close()
	system, from := greenhouse.New(), &connect.Account{Client: place.Client(), URL: place.URL + "/v3", Secret: "token"}
	cursor, told := "", []string{}
	for n := 0; n < 3; n++ {
		if n == 1 {
			fail = true
			if _, err := system.Fetch(t.Context(), from, cursor); err == nil {
				t.Fatal("an error is taken for a page")
			}
		}
		page, err := system.Fetch(t.Context(), from, cursor)
		if err != nil || page.More != (n < 2) || len(page.Records) != 1 {
			t.Fatalf("page %d: %+v, %v", n, page, err)
		}
		cursor = page.Cursor
		r, err := connect.Parse(page.Records[0])
		if err != nil || !system.Mine(r) {
			t.Fatalf("%v: %s", err, page.Records[0])
		}
		system.Tell(r, func(one *connect.Told) { told = append(told, one.Candidate+" "+one.Application) })
	}
	if _, err := system.Fetch(t.Context(), from, cursor); err != nil {
		t.Fatal(err)
	}
	want := []string{"/v3/candidates?", "/v3/candidates?abc", "/v3/candidates?abc", "/v3/applications?", "/v3/candidates?gte|2026-10-02T07:50:00.000Z"}
	if diff := cmp.Diff(want, asked); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"9001 ", "9002 ", "9001 7001"}, told); diff != "" {
		t.Error(diff)
	}
	from.Secret = "old"
	if _, err := system.Fetch(t.Context(), from, cursor); !errors.Is(err, connect.ErrRevoked) {
		t.Errorf("a revoked secret gives %v", err)
	}
	for _, cursor := range []string{"2\na\nb", "x\na\nb", "0\na", "0\nhttp://elsewhere.example/\n"} {
		if _, err := system.Fetch(t.Context(), from, cursor); err == nil || errors.Is(err, connect.ErrRevoked) {
			t.Errorf("the cursor %q gives %v", cursor, err)
		}
	}
}
