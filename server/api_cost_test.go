package server

import (
	"fmt"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"muster/internal/pgtest"
)

// mostSingle is how many statements a single record with its assessment may make
// on a server, however many people there are: each is a journey.
const mostSingle = 16

// TestSingleRecordAsksLittle sends single records with their assessment, one after
// another and twenty at a time, and counts the statements of each.
func TestSingleRecordAsksLittle(t *testing.T) {
	t.Parallel()
	const people, users, each = 400, 20, 5
	var mu sync.Mutex
	var asked []string
	in := populated(t, people, pgtest.Start(t).Database(t), unlimited, func(c *Config) {
		c.asked = func(text string) {
			mu.Lock()
			defer mu.Unlock()
			asked = append(asked, strings.Join(strings.Fields(text), " "))
		}
	})
	p := in.program(t, everyScope(), lead())
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: users, DialContext: (&net.Dialer{}).DialContext}}
	send := func(n int) {
		body := fmt.Sprintf(`{"subject":"w%07d","kind":"change","source":"trial","record":"c%d","happened":"2026-11-02","data":{"field":"address","old":"%d Mill Lane","new":"%d High Street"}}`, n*37%people, n, n, n)
		if err := post(client, p, "/v1/observations?assess=true", body); err != nil {
			t.Error(err)
		}
	}
	count := func() []string {
		mu.Lock()
		defer mu.Unlock()
		list := slices.Clone(asked)
		asked = nil
		return list
	}
	send(0) // what is kept between two requests is then there
	count()
	send(1)
	if list := count(); len(list) > mostSingle {
		t.Errorf("a record makes %d statements, at most %d are allowed:\n%s", len(list), mostSingle, strings.Join(list, "\n"))
	}
	var all sync.WaitGroup
	for u := range users {
		all.Go(func() {
			for k := range each {
				send(2 + u*each + k)
			}
		})
	}
	all.Wait()
	if list := count(); len(list) > users*each*mostSingle {
		t.Errorf("twenty at a time a record makes %d statements, more than by itself", len(list)/(users*each))
	} else {
		t.Logf("twenty at a time a record makes %.1f statements", float64(len(list))/(users*each))
	}
}
