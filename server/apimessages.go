package server

import (
	"context"

	"muster/api"
	"muster/web"
)

// Targets are the webhooks and the targets of the configuration.
func (p *programs) Targets(ctx context.Context) ([]api.Target, error) {
	actor, err := who(ctx)
	if err != nil {
		return nil, err
	}
	page := &web.Settings{}
	if err := p.hookSettings(ctx, actor, page); err != nil {
		return nil, err
	}
	list := []api.Target{}
	for _, h := range page.Hooks {
		list = append(list, api.Target{ID: h.ID, Title: h.URL, Hook: true, Says: h.Status, Well: h.Well, Waiting: h.Waiting, Failed: h.Failed})
	}
	for _, t := range page.Targets {
		list = append(list, api.Target{ID: t.ID, Title: t.Name, Says: t.Status, Well: t.Well, Waiting: t.Waiting, Failed: t.Failed})
	}
	return list, nil
}

// Trial sends a trial message.
func (p *programs) Trial(ctx context.Context, target string) error {
	actor, err := who(ctx)
	if err != nil {
		return err
	}
	_, err = p.tryTarget(ctx, actor, target)
	return err
}

// Again sends again what was set aside.
func (p *programs) Again(ctx context.Context, target string) (int, error) {
	actor, err := who(ctx)
	if err != nil {
		return 0, err
	}
	return p.sendAgain(ctx, actor, target)
}
