package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"muster"
	"muster/casework"
)

func (c *company) Account(*http.Request) (*Account, error) {
	return &Account{
		Name: "Ann Keeper", Role: "HR lead", Since: at(6, 12, 9), Sessions: 2, CanPasskey: true, Provider: "Harbour sign-on", Connected: true, Password: true,
		Passkeys: []Passkey{{ID: "k1", Title: "Work laptop", Made: at(3, 2, 9), Used: at(6, 12, 8)}, {ID: "k2", Title: "Phone", Made: at(6, 1, 12), Used: time.Time{}}},
	}, nil
}

func (c *company) ChangeAccount(_ http.ResponseWriter, _ *http.Request, change *AccountChange) (string, error) {
	if change.Do == RemovePassword {
		return "", &muster.Error{Code: muster.CodePermission, Message: "You signed in a while ago.", Hint: "Sign out and in again."}
	}
	return "Done: " + change.Do + " " + change.Title, nil
}

func (c *company) NewPasskey(http.ResponseWriter, *http.Request) (json.RawMessage, error) {
	return json.RawMessage(`{"publicKey":{}}`), nil
}

func (c *company) SignOn(_ http.ResponseWriter, _ *http.Request, next string) (string, error) {
	return "https://sign-on.example/authorise?next=" + next, nil
}

func (c *company) Return(http.ResponseWriter, *http.Request) (string, error) {
	return "", &muster.Error{Code: muster.CodePermission, Message: "That did not let you in.", Hint: "Ask the administrator."}
}

func (c *company) Setup(context.Context) (*Setup, error) {
	s := &Setup{
		Title: "Harbour & Sons", Entities: []SetupEntity{{"Harbour & Sons Ltd", "GB"}}, Purposes: PurposeGroups(),
		Notices: []SetupNotice{
			{ID: "privacy", Name: "To everybody, before records are taken in", Hint: "A draft for your counsel.", Text: "We compare what you and our own records say."},
			{ID: "inquiry", Name: "To a person something is looked at of", Text: "We are looking at something in the records about you.", Settled: true},
		},
		Steps:    []SetupStep{{"org", "Organisation", true, true, ""}, {"purposes", "What records are kept for", false, true, ""}, {"people", "Who works with it", false, false, "the administrator"}},
		Monitors: []Monitoring{{Kind: "sign_in", Name: "Sign-ins"}},
		Restored: &RestoredNote{By: "Root Example", Reason: "The disk failed.", At: at(6, 11, 8)},
	}
	for i := range s.Purposes {
		s.Purposes[i].Days = "365 days"
	}
	return s, nil
}

func (c *company) Reply(_ *http.Request, token string) (*Reply, error) {
	if token != "good" {
		return nil, &muster.Error{Code: muster.CodeNotFound, Message: "This link was used.", Hint: "Ask for a fresh one."}
	}
	return &Reply{Organisation: "Example company", Told: strings.NewReplacer("(about)", "- Same contact details on records under different names\n- Dates in the CV cannot all be true", "(until)", "12 June 2026").Replace(casework.NoticeText), By: "Ann Keeper", Ways: []string{"Meeting in person instead of live interview"}, Until: fixtureNow(), Ends: fixtureNow()}, nil
}

// Handover has a link for the person concerned, or none where all is empty.
func (c *company) Handover(context.Context) (*Handover, error) {
	if c.empty {
		return &Handover{}, nil
	}
	return &Handover{Link: "https://muster.example/reply?token=L-00aa11bb22cc33dd44ee.Zm9yIG9uZSBwZXJzb24sIGFuZCBvbmNl", Reply: true, Ends: fixtureNow(), Back: "/people/A-1014"}, nil
}

func (c *company) TakeReply(*http.Request, string, Replied) error { return nil }
