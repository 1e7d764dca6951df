package server

import (
	"context"

	"muster/api"
	"muster/casework"
)

// Texts is what the page of settings says of the organisation in words.
func (p *programs) Texts(ctx context.Context) (*api.Texts, error) {
	ways, err := (&entrance{p.Server}).Ways(ctx)
	if err != nil {
		return nil, err
	}
	notices, err := p.noticeTexts(ctx)
	if err != nil {
		return nil, err
	}
	out := &api.Texts{Organisation: p.titleNow(ctx), SignIn: &api.SignInWays{Link: ways.Link, Password: ways.Password, Passkey: ways.Passkey, Provider: ways.Provider}}
	for _, n := range notices {
		out.Notices = append(out.Notices, api.NoticeText(n))
	}
	return out, nil
}

// Signed says of users when they were here last.
func (p *programs) Signed(ctx context.Context) (map[casework.UserID]api.Signed, error) {
	return p.signed(ctx)
}
