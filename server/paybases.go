package server

import (
	"context"

	"muster/api"
	"muster/casework"
	"muster/web"
)

// PayBases are the legal bases for withholding pay.
func (s *Server) PayBases(ctx context.Context) (*web.PayBases, error) {
	v, err := s.look(ctx, casework.PayWithholding)
	if err != nil {
		return nil, err
	}
	list, err := s.desk.PayBases(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	out := &web.PayBases{Now: s.now()}
	for i := range list {
		b := &list[i]
		out.Rows = append(out.Rows, web.PayBasisRow{Person: v.refTo(b.Subject), Basis: b.Basis, Reason: b.Reason, Until: b.Until, By: b.By, At: b.At})
	}
	return out, nil
}

// Bases are the legal bases for withholding pay, for programs.
func (p *programs) Bases(ctx context.Context) (*api.PayBasisList, error) {
	v, err := p.look(ctx, casework.PayWithholding)
	if err != nil {
		return nil, err
	}
	list, err := p.desk.PayBases(ctx, v.actor)
	if err != nil {
		return nil, err
	}
	out := &api.PayBasisList{Bases: []api.PayBasis{}}
	for i := range list {
		b := &list[i]
		out.Bases = append(out.Bases, api.PayBasis{Subject: string(b.Subject), Basis: b.Basis, Reason: b.Reason, Until: b.Until, Stands: !b.Until.Before(p.now()), By: b.By, At: b.At})
	}
	return out, nil
}
