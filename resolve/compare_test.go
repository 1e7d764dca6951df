package resolve

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func TestApartAgreesWithComparing(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 2))
	alphabets := []string{"abc", "eilnorst", "aäeßéжи", "ab 01"}
	for _, k := range []Kind{GivenName, FamilyName, Place, Category, Email} {
		fl := &field{kind: k, spec: kinds()[k], dict: newDict()}
		for i := range 800 {
			al := []rune(alphabets[i%len(alphabets)])
			v := []rune{al[r.IntN(len(al))]}
			for range r.IntN(11) {
				v = append(v, al[r.IntN(len(al))])
			}
			fl.dict.add([]byte(strings.TrimSpace(string(v))))
		}
		for _, v := range []string{"william", "bill", "elizabeth", "beth", "a@one.example", "ab@one.example"} {
			fl.dict.add([]byte(v))
		}
		fl.dict.describe(k)
		c := freshComparer(&frame{fields: []*field{fl}})
		told, different := 0, len(fl.spec.levels)-1
		for x := 1; x < fl.dict.size(); x++ {
			for y := 1; y < x; y++ {
				if apart(fl, uint32(x), uint32(y)) != apart(fl, uint32(y), uint32(x)) {
					t.Fatalf("%s: %q and %q: not symmetric", k, fl.dict.text(uint32(x)), fl.dict.text(uint32(y)))
				}
				if !apart(fl, uint32(x), uint32(y)) {
					continue
				}
				told++
				if l := c.values(fl, uint32(x), uint32(y)); l != different {
					t.Fatalf("%s: %q and %q are told apart and agree at level %d", k, fl.dict.text(uint32(x)), fl.dict.text(uint32(y)), l)
				}
			}
		}
		if told < fl.dict.size() {
			t.Errorf("%s: only %d pairs were told apart", k, told)
		}
	}
}
