package resolve

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestNamesAlone holds that namesakes with nothing else in common stay two
// people, that their e-mail addresses differ in numbers alone notwithstanding,
// and that one person's records are found by an address that is their own.
func TestNamesAlone(t *testing.T) {
	rows := [][]string{{"First Name", "Last Name", "Birth Date", "Email"}}
	given, family := strings.Fields("anna ben cleo dora emil finn gwen hugo"), strings.Fields("reed moss wood hill lake ford dale marsh")
	var people [][]int // rows of one person
	for i := range 1200 {
		g, f := given[i*7%8], family[i/8*5%8]
		birth, mail := fmt.Sprintf("19%02d-%02d-%02d", 40+i%60, 1+i%12, 1+i%28), fmt.Sprintf("%s.%s%d@mail.example", g, f, i)
		at := len(rows) - 1
		rows = append(rows, []string{g, f, birth, mail})
		if i%2 == 0 {
			rows = append(rows, []string{g, f, "", ""}, []string{g, f, birth, mail}, []string{g, f, "", mail})
			people = append(people, []int{at, at + 2, at + 3})
		}
	}
	_, r := runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
	if r.Largest != 3 || r.Clusters != 1800 {
		t.Errorf("%d clusters, the largest of %d; want 1800, 600 of them of 3: namesakes were joined, or people not", r.Clusters, r.Largest)
	}
	for _, p := range people {
		if r.named[p[0]] != r.named[p[1]] || r.named[p[0]] != r.named[p[2]] {
			t.Fatalf("rows %v have one name and one e-mail address of their own, and are not one person", p)
		}
	}
}

// TestBirthOnOneRecord holds that records of one name and one e-mail address of
// their own are one person though only one of them says when they were born,
// however many or few people are in the table.
func TestBirthOnOneRecord(t *testing.T) {
	given, family := strings.Fields("Martha Jonas Ida Odo Zelda Karim Lena Tariq Noor Pavel Sven Olga"), strings.Fields("Quill Brandy Fitz Okoro Lind Haddad Petrov Murphy Novak Ito Garcia Weber")
	for _, c := range []struct {
		people int
		twice  float64
	}{{1, 1}, {5, 1}, {12, .4}, {100, .3}, {1000, .2}, {1000, .01}, {8000, .02}} {
		rnd := rand.New(rand.NewPCG(uint64(c.people), 17))
		rows := [][]string{{"name", "date of birth", "email"}}
		var pairs [][2]int
		for i := range c.people {
			g, f := given[rnd.IntN(12)], family[rnd.IntN(12)]
			mail := fmt.Sprintf("%s%d@x.example", f, 1000+7*i)
			rows = append(rows, []string{g + " " + f, fmt.Sprintf("19%02d-%02d-%02d", 50+rnd.IntN(50), 1+rnd.IntN(12), 1+rnd.IntN(28)), mail})
			if rnd.Float64() < c.twice {
				pairs = append(pairs, [2]int{len(rows) - 2, len(rows) - 1})
				rows = append(rows, []string{g + " " + f, "", mail})
			}
		}
		_, r := runSet(t, dataSet{tables: tablesOf(rows)}, Options{})
		if r.Clusters != c.people {
			t.Errorf("%d people, %d of them twice, became %d clusters", c.people, len(pairs), r.Clusters)
		}
		for _, p := range pairs {
			if r.named[p[0]] != r.named[p[1]] {
				ex, _ := r.Why(p[0], p[1])
				t.Errorf("%d people: rows %v are not one person: %+v", c.people, p, ex)
				break
			}
		}
	}
}
