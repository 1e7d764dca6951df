package ashby_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"muster/connect"
	"muster/connect/ashby"
	"muster/connect/connecttest"
)

func TestContract(t *testing.T) {
	connecttest.Run(t, connecttest.Case{System: ashby.New(), Poll: connecttest.Posted(connecttest.Tokens("results", `"moreDataAvailable":true,"nextCursor":"%d"`, "cursor"), "cursor"), Push: &connecttest.Push{Sign: func(secret, body []byte, _ time.Time) http.Header {
		return http.Header{"Ashby-Signature": {"sha256=" + connect.Sign(secret, body)}}
	}}})
}

func TestMark(t *testing.T) {
	system := ashby.New()
	connecttest.Marks(t, system, connecttest.Mark{
		Mark: connect.Mark{Application: "a-1", Candidate: "c-1", Field: "f-1"}, Answer: `{"success":true,"results":{}}`,
		Put:  []string{"POST", "/customField.setValue", "", `{"fieldId":"f-1","fieldValue":true,"objectId":"a-1","objectType":"Application"}`},
		Take: []string{"POST", "/customField.setValue", "", `{"fieldId":"f-1","fieldValue":null,"objectId":"a-1","objectType":"Application"}`},
	})
	// Ashby says in the body of a success that it was none. A field that cannot be
	// emptied says no.
	var asked []string
	takes := `"fieldValue":false`
	place := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		asked = append(asked, string(body))
		fmt.Fprintf(w, `{"success":%t,"errors":["x"]}`, strings.Contains(string(body), takes))
	}))
	defer place.Close()
	to := &connect.Account{Client: place.Client(), URL: place.URL, Secret: "s"}
	if err := system.Mark(t.Context(), to, &connect.Mark{Application: "a-1", Field: "f-1"}); err != nil || len(asked) != 2 {
		t.Errorf("%v, asked %q", err, asked)
	}
	takes, asked = "nothing", nil
	for _, due := range []bool{true, false} {
		if err := system.Mark(t.Context(), to, &connect.Mark{Application: "a-1", Field: "f-1", Due: due}); !errors.Is(err, connect.ErrAnswer) {
			t.Errorf("due %v: %v", due, err)
		}
	}
	if len(asked) != 3 {
		t.Errorf("asked %q", asked)
	}
}
