package api

import (
	"encoding/json"
	"testing"
	"time"
)

func TestEmptyListsAreLists(t *testing.T) {
	type inner struct {
		Names []string       `json:"names"`
		Maybe []int          `json:"maybe,omitempty"`
		Never []int          `json:"never,omitzero"`
		By    map[string]int `json:"by"`
	}
	type base struct {
		All []inner `json:"all"`
	}
	type answer struct {
		base
		One   *inner          `json:"one"`
		None  *inner          `json:"none"`
		Many  []inner         `json:"many"`
		Bytes []byte          `json:"bytes"`
		Raw   json.RawMessage `json:"raw"`
		Any   any             `json:"any"`
		At    time.Time       `json:"at"`
		own   []int
	}
	given := &answer{One: &inner{}, Many: []inner{{}}, Raw: json.RawMessage(`null`), Any: inner{}}
	before, err := json.Marshal(given)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.Marshal(whole(given))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"all":[],"one":{"names":[],"by":{}},"none":null,"many":[{"names":[],"by":{}}],"bytes":null,"raw":null,"any":{"names":[],"by":{}},"at":"0001-01-01T00:00:00Z"}`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if after, err := json.Marshal(given); err != nil || string(after) != string(before) || given.own != nil {
		t.Errorf("what was given is another: %s, %v", after, err)
	}
}
