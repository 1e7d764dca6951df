package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"muster"
	"muster/api"
	"muster/casework"
)

// askAbout asks about an account over HTTP.
func (p *program) askAbout(id, at string) (int, muster.AccountAnswer) {
	p.t.Helper()
	a := p.send("POST", "/v1/accounts:check", fmt.Sprintf(`{"id":%q,"at":%q}`, id, at))
	var out muster.AccountAnswer
	if a.status == http.StatusOK {
		if err := json.Unmarshal([]byte(a.body), &out); err != nil {
			p.t.Fatal(err)
		}
	}
	return a.status, out
}

func TestAccountsAreAnsweredInTime(t *testing.T) {
	t.Parallel()
	in := newInstallation(t)
	p := in.program(t, []string{api.ObservationsWrite, api.FindingsRead}, casework.Grant{Role: casework.HRLead})
	for i, id := range []string{"F1", "F2", "F3"} {
		holder := []string{"Ann Example", "Bo Sample", "Dee Muster"}[i]
		for _, body := range []string{
			fmt.Sprintf(`{"subject":%q,"kind":"account","source":"platform","record":"a-%s","happened":"2025-06-0%d","data":{"full_name":%q,"side":"talent","created":"2025-06-0%d","home":{"address":"%d Mill Lane","city":"Leeds"}}}`, id, id, i+1, holder, i+1, 10*i+1),
			fmt.Sprintf(`{"subject":%q,"kind":"bank_details","source":"platform","record":"b-%s","happened":"2025-06-1%d","data":{"holder":"Ann Example","iban":"GB29NWBK60161331926819"}}`, id, id, i),
		} {
			if a := p.send("POST", "/v1/observations", body); a.status != http.StatusCreated {
				t.Fatalf("%d: %s", a.status, a.body)
			}
		}
	}
	status, answer := p.askAbout("F2", "payout")
	if status != http.StatusOK || answer.Answer != muster.OpinionVerify && answer.Answer != muster.OpinionEscalate || len(answer.Reasons) == 0 || answer.Reasons[0].Title == "" {
		t.Errorf("%d: %+v", status, answer)
	}
	if _, answer = p.askAbout("F2", "signup"); answer.Answer == muster.OpinionMissing {
		t.Errorf("at sign-up: %+v", answer)
	}
	for _, r := range answer.Reasons {
		if r.Family == muster.FamilyBank {
			t.Errorf("where money goes was weighed at sign-up: %+v", r)
		}
	}
	if status, answer = p.askAbout("nobody", "payout"); status != http.StatusOK || answer.Answer != muster.OpinionMissing || answer.Why == "" {
		t.Errorf("somebody unknown: %d: %+v", status, answer)
	}
	if status, _ = p.askAbout("F1", "lunch"); status != http.StatusUnprocessableEntity && status != http.StatusBadRequest {
		t.Errorf("no such moment: %d", status)
	}
	other := in.program(t, []string{api.EventsRead}, casework.Grant{Role: casework.HRLead})
	if status, _ = other.askAbout("F1", "payout"); status != http.StatusForbidden {
		t.Errorf("a key without the scope: %d", status)
	}
}

// TestNoAnswerIsNoOpinion: whatever goes wrong or takes too long, nobody is kept
// waiting and nothing is said of the account; a refusal stays one.
func TestNoAnswerIsNoOpinion(t *testing.T) {
	t.Parallel()
	ask := func(limit time.Duration, do func(context.Context) (*muster.AccountAnswer, error)) (*muster.AccountAnswer, error) {
		return inTime(t.Context(), limit, "F1", muster.AtPayout, do)
	}
	never := make(chan struct{})
	defer close(never)
	for name, do := range map[string]func(context.Context) (*muster.AccountAnswer, error){
		"deaf":    func(context.Context) (*muster.AccountAnswer, error) { <-never; return nil, nil },
		"heeding": func(ctx context.Context) (*muster.AccountAnswer, error) { <-ctx.Done(); return nil, ctx.Err() },
		"broken":  func(context.Context) (*muster.AccountAnswer, error) { return nil, errors.New("disk") },
		"unknown": func(context.Context) (*muster.AccountAnswer, error) {
			return nil, &muster.Error{Code: muster.CodeNotFound, Message: "nobody"}
		},
	} {
		a, err := ask(10*time.Millisecond, do)
		if err != nil || a.Answer != muster.OpinionMissing || a.Why == "" || a.ID != "F1" || a.Reasons == nil {
			t.Errorf("%s: %+v, %v", name, a, err)
		}
	}
	if _, err := ask(time.Second, func(context.Context) (*muster.AccountAnswer, error) {
		return nil, &muster.Error{Code: muster.CodePermission, Message: "no"}
	}); muster.CodeOf(err) != muster.CodePermission {
		t.Errorf("a refusal became %v", err)
	}
}
