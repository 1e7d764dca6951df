package dossier

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"muster"
)

// market is a client and so many accounts that worked for it and were rated.
func market(accounts int) []muster.Observation {
	list := []muster.Observation{about("c1", day(1, 1), &muster.PlatformAccount{Named: named("Cleo Pattern"), Side: muster.SideClient, Created: day(1, 1)})}
	five := 5.0
	for i := range accounts {
		id := muster.SubjectID(fmt.Sprint("f", i))
		list = append(list,
			about(id, day(1, 2), &muster.PlatformAccount{Named: named(names[i]), Side: muster.SideTalent, Created: day(1, 2), IdentityVerified: day(1, 3), Device: "D-1"}),
			about(id, day(2, 1+i), &muster.Contract{Client: "c1", Started: day(2, 1+i)}),
			about(id, day(2, 2+i), &muster.Rating{Client: "c1", At: day(2, 2+i), Stars: &five}),
			about(id, day(2, 3+i), &muster.Bid{Sent: day(2, 3+i), Times: 7}),
		)
	}
	return list
}

func TestPlatformFacts(t *testing.T) {
	d := population(t, nil, Options{}, market(6)...)
	client, worker := d["c1"].Platform, d["f0"].Platform
	if !client.Account || client.Side != muster.SideClient || len(client.Partners) != 6 || client.Partners[0].Client {
		t.Errorf("the client: %+v", client)
	}
	if len(client.Praise) != 1 || client.Praise[0].Top != 6 || client.Praise[0].Fresh != 6 || client.Praise[0].Before != 0 {
		t.Errorf("the client's ratings: %+v", client.Praise)
	}
	if len(worker.Partners) != 1 || !worker.Partners[0].Client || len(worker.Partners[0].Refs) != 2 || worker.Partners[0].Other.Subject != "c1" {
		t.Errorf("an account's partners: %+v", worker.Partners)
	}
	if len(worker.Praise) != 1 || worker.Praise[0].Client.Subject != "c1" || len(worker.Praise[0].Others) != 5 || len(worker.Praise[0].Refs) != 1 {
		t.Errorf("an account's praise: %+v", worker.Praise)
	}
	if worker.Bids.Sent != 7 || worker.Bids.Known != 32 || worker.Bids.Early != 0 {
		t.Errorf("bids: %+v", worker.Bids)
	}
	if h := held(t, d["f0"], muster.ArtefactDevice, muster.RoleOwn); h.Sharing.Common != muster.NotCommon || h.Sharing.Count != 5 {
		t.Errorf("a device of many verified accounts: %+v", h.Sharing)
	}
	if len(worker.Devices) != 1 || worker.Devices[0].All != 0 {
		t.Errorf("devices: %+v", worker.Devices)
	}
}

// TestPlatformFactsOfAnIndexThatChanges puts accounts in and takes one out; what
// is said then is what an index made anew says.
func TestPlatformFactsOfAnIndexThatChanges(t *testing.T) {
	all := market(6)
	by := map[muster.SubjectID][]muster.Observation{}
	for _, o := range all {
		by[o.Subject] = append(by[o.Subject], o)
	}
	x := indexOf(t, nil, Options{Changing: true}, append(append([]muster.Observation{}, by["c1"]...), by["f5"]...)...)
	put := func(id muster.SubjectID, list []muster.Observation) Change {
		t.Helper()
		change, err := x.Put(id, list, nil)
		if err != nil {
			t.Fatal(err)
		}
		return change
	}
	for _, id := range []muster.SubjectID{"f3", "f0", "f4", "f1", "f2"} {
		put(id, by[id])
	}
	client, _ := x.Known("c1")
	if change := put("f2", nil); !holdsPlace(change.Near, client) {
		t.Error("the client is not told that an account is gone")
	}
	put("f2", by["f2"])
	want := population(t, nil, Options{}, all...)
	builder, err := x.NewBuilder(nil)
	if err != nil {
		t.Fatal(err)
	}
	for id, list := range by {
		at, _ := x.Known(id)
		built := builder.BuildFrom(at, muster.Subject{Organisation: list[0].Organisation, ID: id}, list, nil)
		if diff := cmp.Diff(want[id].Platform, built.Dossier.Platform); diff != "" {
			t.Errorf("%s: %s", id, diff)
		}
	}
}

func holdsPlace(list []int32, at int) bool {
	for _, n := range list {
		if int(n) == at {
			return true
		}
	}
	return false
}

func TestChangesOfAnAccountByOccasion(t *testing.T) {
	account := about("f0", day(1, 1), &muster.PlatformAccount{Named: named("Ann Example"), Created: day(1, 1)})
	change := func(month time.Month, on int, field muster.ChangeField, documented muster.Answer) muster.Observation {
		return about("f0", day(month, on), &muster.Change{Field: field, Old: "a", New: "b", At: day(month, on), Documented: documented})
	}
	d := population(t, nil, Options{}, account,
		change(2, 1, muster.ChangeAddress, ""), change(2, 9, muster.ChangePhone, ""), // a move
		change(4, 1, muster.ChangeName, muster.Yes), change(5, 1, muster.ChangeEmail, ""),
	)
	if c := d["f0"].Platform.Changes; c.Occasions != 2 || c.Fields != 3 || len(c.Refs) != 3 {
		t.Errorf("%+v", c)
	}
}
